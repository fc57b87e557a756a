import RefoldValues

extension Measure {
    /// An import of lines into an empty store.
    static func importing(in folder: BenchFolder) throws(RefoldError) -> Measure {
        let store = try folder.store(), events = folder.options.events
        let lines = try folder.kept("events-\(events).ndjson") { file in folder.step(.writeLines, store, file) }
        let columns = "position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at"
        let cells = try folder.kept("events-\(events).cells") { file in folder.step(.writeCells, store, columns, "event_store", file) }
        let output = folder.path("imported.db")
        func floor(_ way: ImportFloor.Way) -> [String] { folder.step(.floorImport, cells, output, way.rawValue) }
        func contestant(_ title: String, _ kind: Contestant.Kind, _ command: [String]) -> Contestant {
            Contestant(title: title, kind: kind, commands: [command], prepare: { () throws(RefoldError) in folder.removeDatabase(output) })
        }
        return Measure(
            title: "import: \(ResultTable.grouped(events)) events into an empty store", unit: "events", count: events,
            contestants: [
                contestant("floor: no log, unique indexes last", .floor, floor(.fresh)),
                contestant("floor: log, constraints kept up", .floor, floor(.plain)),
                contestant("refold import", .program, folder.refold("import", lines, store: output, readModels: folder.path("unused.db"))),
            ],
            leftovers: [output])
    }
}
