import RefoldCore
import RefoldValues

/// Measures on a PostgreSQL server, at the server's own durability.
extension BenchServer {
    /// A rebuild of `payments` beside a served generation.
    ///
    /// The floor is psql: the needed columns of all events by COPY to nowhere, the finished rows by COPY into a new table, then the same
    /// keys, index and ANALYZE.
    func rebuild() throws(RefoldError) -> Measure {
        let (events, rows) = (folder.options.events, folder.path("payments.copy"))
        let database = try database(named: "refold_bench_\(events)") { (uri) throws(RefoldError) in
            try folder.run(folder.refold("import", try folder.lines(), database: uri))
            try psql(uri, "VACUUM ANALYZE event_store")
        }
        let program = folder.refold("rebuild", "payments", database: database)
        try folder.run(program)
        try psql(database, "\\copy (SELECT * FROM read_models.payments ORDER BY id) TO '\(rows)' (FORMAT binary)")
        let columns = "SELECT aggregate_id, event_type, event_data, occurred_at FROM event_store ORDER BY position"
        let writing = [
            "CREATE TABLE floor (LIKE read_models.payments)", "\\copy floor FROM '\(rows)' (FORMAT binary)",
            "ALTER TABLE floor ADD PRIMARY KEY (id)", "CREATE INDEX ON floor (organization_id, created_at, id, status)", "ANALYZE floor",
        ]
        return Measure(
            "postgres: a rebuild from \(grouped(events)) events", "events", events,
            [
                Contestant(
                    .floorOfPrograms, "floor: COPY out, COPY in, keys, ANALYZE", Self.command(database, ["COPY (\(columns)) TO STDOUT"]),
                    Self.command(database, writing), prepare: { () throws(RefoldError) in try psql(database, "DROP TABLE IF EXISTS floor") }),
                Contestant(.program, "refold rebuild", program),
            ])
    }

    /// Appends of single events by eight writers.
    ///
    /// The floor is pgbench with the bare INSERT, prepared, its values given as parameters.
    func append() throws(RefoldError) -> Measure {
        let (writers, each, script) = (8, 2_000, folder.path("append.pgbench"))
        let database = try emptyStore(named: "refold_bench_append")
        try write(
            """
            INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
            VALUES (gen_random_uuid()::text, gen_random_uuid()::text, 1, :type, :data, :metadata, :time, :time);

            """, to: script)
        let values = ["type=PaymentProcessed", "data=\(AppendStep.data)", "metadata={}", "time=2024-03-01T09:30:00Z"]
        let pgbench = [
            "/usr/bin/env", "pgbench", "--no-vacuum", "--client", "\(writers)", "--jobs", "2", "--transactions", "\(each)",
            "--protocol", "prepared", "--file", script,
        ]
        return Measure(
            "postgres-append: single events by \(writers) writers", "events", writers * each,
            [
                Contestant(
                    .floorOfPrograms, "floor: pgbench, bare INSERT", pgbench + values.flatMap { ["--define", $0] } + [database],
                    prepare: truncating(database)),
                Contestant(
                    .program, "append", folder.step(.append, database, "\(writers)", "\(writers * each)"), prepare: truncating(database)),
            ])
    }

    /// Commands into an empty store.
    func ingest() throws(RefoldError) -> Measure {
        let ((lines, store), count, batch) = (try folder.commands(), BenchFolder.commandCount, BenchFolder.batch)
        let database = try emptyStore(named: "refold_bench_ingest")
        return Measure(
            "postgres-ingest: \(grouped(count)) commands", "commands", count,
            [
                Contestant(
                    .floor, "floor: bare prepared INSERTs, \(batch) a transaction",
                    folder.step(.floorPostgresIngest, store, database, "\(batch)"), prepare: truncating(database)),
                Contestant(.program, "refold ingest", folder.refold("ingest", lines, database: database), prepare: truncating(database)),
            ])
    }

    private func emptyStore(named name: String) throws(RefoldError) -> String {
        let database = try emptyDatabase(named: name)
        try folder.run(folder.refold("import", "/dev/null", database: database))
        return database
    }

    private func truncating(_ database: String) -> () throws(RefoldError) -> Void {
        { () throws(RefoldError) in try psql(database, "TRUNCATE event_store") }
    }
}
