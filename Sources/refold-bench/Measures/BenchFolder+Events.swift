import RefoldCore
import RefoldValues

/// Measures of events that are written into SQLite files.
extension BenchFolder {
    /// An import of lines into an empty store.
    func importing() throws(RefoldError) -> Measure {
        let (store, lines, output) = (try store(), try lines(), path("imported.db"))
        func floor(_ title: String, _ way: ImportFloor.Way) -> Contestant {
            Contestant(.floor, title, step(.floorImport, store, output, way.rawValue), prepare: empty(output))
        }
        return Measure(
            "import: \(grouped(options.events)) events into an empty store", "events", options.events,
            [
                floor("floor: no log, unique indexes last", .fresh), floor("floor: log, constraints kept up", .plain),
                Contestant(.program, "refold import", refold("import", lines, store: output, readModels: path("unused.db")), prepare: empty(output)),
            ], leftovers: [output])
    }

    /// Commands into an empty store.
    func ingest() throws(RefoldError) -> Measure {
        let ((lines, store), output) = (try commands(), path("ingested.db"))
        return Measure(
            "ingest: \(grouped(Self.commandCount)) commands", "commands", Self.commandCount,
            [
                Contestant(
                    .floor, "floor: bare INSERTs, \(Self.batch) a transaction", step(.floorIngest, store, output, "\(Self.batch)"),
                    prepare: empty(output)),
                Contestant(.program, "refold ingest", refold("ingest", lines, store: output, readModels: path("unused.db")), prepare: empty(output)),
            ], leftovers: [output])
    }

    // MARK: Material

    /// How many commands are handled, and how many of them refold puts into a transaction at most.
    static var commandCount: Int { 100_000 }
    static var batch: Int { 500 }

    /// The events of the store as lines.
    func lines() throws(RefoldError) -> String {
        try kept("events-\(options.events).ndjson") { (file) throws(RefoldError) in step(.writeLines, try store(), file) }
    }

    /// The lines of the commands, and the store of the events that they lead to.
    func commands() throws(RefoldError) -> (lines: String, store: String) {
        let lines = try kept("commands-\(Self.commandCount).ndjson") { file in step(.writeCommands, "\(Self.commandCount)", file) }
        let store = try kept("commands-\(Self.commandCount).db") { file in refold("ingest", lines, store: file, readModels: path("unused.db")) }
        return (lines, store)
    }
}
