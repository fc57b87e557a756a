import RefoldValues

extension Measure {
    /// How many commands are handled, and how many of them refold puts into a transaction at most.
    private static var commands: Int { 100_000 }
    private static var batch: Int { 500 }

    /// Commands into an empty store in a SQLite file.
    static func ingest(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let (lines, rows) = try ingestMaterial(in: folder)
        let output = folder.path("ingested.db")
        let empty = { () throws(RefoldError) in folder.removeDatabase(output) }
        return Measure(
            title: "ingest: \(ResultTable.grouped(commands)) commands", unit: "commands", count: commands,
            contestants: [
                Contestant(
                    title: "floor: bare INSERTs, \(batch) a transaction", kind: .floor,
                    commands: [folder.step(.floorIngest, rows, output, "\(batch)")], prepare: empty),
                Contestant(
                    title: "refold ingest", kind: .program,
                    commands: [folder.refold("ingest", lines, store: output, readModels: folder.path("unused.db"))], prepare: empty),
            ],
            leftovers: [output])
    }

    /// Commands into an empty store on a PostgreSQL server, at the server's own durability.
    static func postgresIngest(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let (lines, rows) = try ingestMaterial(in: folder)
        let server = try BenchServer(folder)
        let database = try server.emptyDatabase(named: "refold_bench_ingest")
        try folder.run(folder.refold("import", "/dev/null", database: database))
        let empty = { () throws(RefoldError) in try server.psql(database, "TRUNCATE event_store") }
        return Measure(
            title: "postgres-ingest: \(ResultTable.grouped(commands)) commands", unit: "commands", count: commands,
            contestants: [
                Contestant(
                    title: "floor: bare prepared INSERTs, \(batch) a transaction", kind: .floor,
                    commands: [folder.step(.floorPostgresIngest, rows, database, "\(batch)")], prepare: empty),
                Contestant(
                    title: "refold ingest", kind: .program, commands: [folder.refold("ingest", lines, database: database)], prepare: empty),
            ])
    }

    /// The lines of the commands, and the rows that they lead to.
    private static func ingestMaterial(in folder: BenchFolder) throws(RefoldError) -> (lines: String, rows: String) {
        let lines = try folder.kept("commands-\(commands).ndjson") { file in folder.step(.writeCommands, "\(commands)", file) }
        let store = folder.path("commands.db")
        let rows = try folder.kept("commands-\(commands).cells") { (file) throws(RefoldError) in
            folder.removeDatabase(store)
            try folder.run(folder.refold("ingest", lines, store: store, readModels: folder.path("unused.db")))
            let columns = "position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at"
            return folder.step(.writeCells, store, columns, "event_store", file)
        }
        folder.removeDatabase(store)
        return (lines, rows)
    }
}
