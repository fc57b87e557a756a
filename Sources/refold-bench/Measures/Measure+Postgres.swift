import Foundation
import RefoldValues

extension Measure {
    /// A rebuild of `payments` beside a served generation on a PostgreSQL server.
    ///
    /// The floor is psql: the needed columns of all events by COPY to nowhere, the finished rows by COPY into a new table, then the same
    /// keys, index and ANALYZE.
    static func postgresRebuild(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let events = folder.options.events
        let server = try BenchServer(folder)
        let database = try server.database(named: "refold_bench_\(events)") { (uri) throws(RefoldError) in
            let lines = try folder.kept("events-\(events).ndjson") { (file) throws(RefoldError) in folder.step(.writeLines, try folder.store(), file) }
            try folder.run(folder.refold("import", lines, database: uri))
            try server.psql(uri, "VACUUM ANALYZE event_store")
        }
        try folder.run(folder.refold("rebuild", "payments", database: database))
        let rows = folder.path("payments.copy")
        try server.psql(database, "\\copy (SELECT * FROM read_models.payments ORDER BY id) TO '\(rows)' (FORMAT binary)")
        let columns = "SELECT aggregate_id, event_type, event_data, occurred_at FROM event_store ORDER BY position"
        return Measure(
            title: "postgres: a rebuild from \(ResultTable.grouped(events)) events", unit: "events", count: events,
            contestants: [
                Contestant(
                    title: "floor: COPY out, COPY in, keys, ANALYZE", kind: .floorOfPrograms,
                    commands: [
                        BenchServer.command(database, ["COPY (\(columns)) TO STDOUT"]),
                        BenchServer.command(
                            database,
                            [
                                "CREATE TABLE floor (LIKE read_models.payments)", "\\copy floor FROM '\(rows)' (FORMAT binary)",
                                "ALTER TABLE floor ADD PRIMARY KEY (id)", "CREATE INDEX ON floor (organization_id, created_at, id)", "ANALYZE floor",
                            ]),
                    ],
                    prepare: { () throws(RefoldError) in try server.psql(database, "DROP TABLE IF EXISTS floor") }),
                Contestant(
                    title: "refold rebuild", kind: .program, commands: [folder.refold("rebuild", "payments", database: database)]),
            ])
    }

    /// Appends of single events by eight writers on a PostgreSQL server.
    ///
    /// The floor is pgbench with the bare INSERT, prepared, its values given as parameters, at the server's own durability.
    static func postgresAppend(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let writers = 8, each = 2_000
        let server = try BenchServer(folder)
        let database = try server.emptyDatabase(named: "refold_bench_append")
        try folder.run(folder.refold("import", "/dev/null", database: database))
        let script = folder.path("append.pgbench")
        try server.write(
            """
            INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
            VALUES (gen_random_uuid()::text, gen_random_uuid()::text, 1, :type, :data, :metadata, :time, :time);

            """, to: script)
        let values = ["type=PaymentProcessed", "data=\(AppendStep.data)", "metadata={}", "time=2024-03-01T09:30:00Z"]
        let empty = { () throws(RefoldError) in _ = try server.psql(database, "TRUNCATE event_store") }
        return Measure(
            title: "postgres-append: single events by \(writers) writers", unit: "events", count: writers * each,
            contestants: [
                Contestant(
                    title: "floor: pgbench, bare INSERT", kind: .floorOfPrograms,
                    commands: [
                        [
                            "/usr/bin/env", "pgbench", "--no-vacuum", "--client", "\(writers)", "--jobs", "2", "--transactions", "\(each)",
                            "--protocol", "prepared", "--file", script,
                        ] + values.flatMap { ["--define", $0] } + [database]
                    ], prepare: empty),
                Contestant(
                    title: "append", kind: .program, commands: [folder.step(.append, database, "\(writers)", "\(writers * each)")], prepare: empty),
            ])
    }
}
