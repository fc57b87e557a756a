import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues

extension Folding {
    /// Says what a rebuild would read and write, and does nothing of it.
    ///
    /// - Parameter names: none means every projection whose event types occur in the store.
    func forecast(_ names: [String], through: Position?) throws(RefoldError) -> VerbResult {
        let session = context.session
        let meant = names.isEmpty ? try context.registry.allProjections() : try context.registry.projections(named: names)
        session.interruption.defer()
        session.interruption.setDeadline(in: limits.deadline)
        let events = try context.events()
        var projections = meant
        if names.isEmpty {
            let types = try OccurringTypes(of: meant.flatMap { $0.eventTypes ?? [] }.sortedOnce, in: events, known: nil)
            projections = meant.filter { types.concerns($0) }
        }
        let bound = try events.bound()
        if let through, through > bound {
            throw RefoldError(
                .usage, "--through \(through) is no position of \(events.name)", expected: "a position from 0 to \(bound)",
                remedy: "name an earlier position, or leave --through out")
        }
        let found = try RebuildForecast(
            of: projections, from: events, into: context.readModels, through: through ?? bound, isCancelled: { session.interruption.isDue })
        if !session.json { for line in Self.table(found).lines { try session.output.write(line: line) } }
        let (read, all) = (Grouped.text(Int(found.events)), Grouped.text(Int(found.storeEvents), "event"))
        let end = "about \(Self.size(found.bytes)), up to position \(Grouped.text(Int(found.through))); nothing was written"
        session.say("refold: one pass would read \(read) of \(all), \(end)")
        return VerbResult(fields: [
            JSONField("dry_run", .boolean(true)), JSONField("projections", .list(found.entries.map(Self.summary))), JSONField("events", .integer(found.events)),
            JSONField("bytes", .integer(found.bytes)), JSONField("store_events", .integer(found.storeEvents)), JSONField("position", .integer(found.through)),
        ])
    }

    private static func table(_ found: RebuildForecast) -> TextTable {
        var table = TextTable([
            .init("projection"), .init("version", isNumber: true), .init("events", isNumber: true), .init("bytes", isNumber: true), .init("rows", isNumber: true),
            .init("disk", isNumber: true), .init("time", isNumber: true),
        ])
        for entry in found.entries {
            table.add([
                entry.projection, "\(entry.version)", Grouped.text(Int(entry.events)), size(entry.bytes), entry.rows.map { Grouped.text(Int($0)) } ?? "not known",
                entry.diskBytes.map(size) ?? "not known", entry.milliseconds.map(time) ?? "not known",
            ])
        }
        return table
    }

    private static func summary(of entry: RebuildForecast.Entry) -> JSONValue {
        func number(_ value: Int64?) -> JSONValue { value.map { .integer($0) } ?? .null }
        return .object([
            JSONField("projection", .text(entry.projection)), JSONField("version", .integer(entry.version)), JSONField("events", .integer(entry.events)),
            JSONField("bytes", .integer(entry.bytes)), JSONField("rows", number(entry.rows)), JSONField("disk_bytes", number(entry.diskBytes)),
            JSONField("expected_milliseconds", number(entry.milliseconds)),
        ])
    }

    private static func size(_ bytes: Int64) -> String { bytes < 1 << 20 ? "\((bytes + 1023) / 1024) KiB" : ByteSize.text(Int(bytes)) }

    /// `under 1 s`, `45 s`, `12 min`, `3 h 5 min`.
    private static func time(_ milliseconds: Int64) -> String {
        let seconds = (milliseconds + 500) / 1000
        if milliseconds < 1000 { return "under 1 s" }
        if seconds < 120 { return "\(seconds) s" }
        if seconds < 7200 { return "\(seconds / 60) min" }
        return "\(seconds / 3600) h \(seconds % 3600 / 60) min"
    }
}
