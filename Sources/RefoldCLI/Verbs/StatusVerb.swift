import RefoldEngine
import RefoldJSON
import RefoldValues
import RefoldZones

struct StatusVerb: Verb {
    static let name = "status"
    static let summary = "show each projection: version, position, lag, rows"
    static let usage = """
        refold status [--json]

        Shows every projection: its version, the served generation, the position that
        it is complete up to, how many events it lags behind, its rows, its last run,
        and whether it was made from another store than this one. Names the version
        of the zone data.
        """
    static let flags: [Flag] = []
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        try arguments.noWords()
        let context = try CommandContext(session)
        let generations = try context.readModels.generations()
        let events = try context.events()
        let comparison = try StoreComparison(of: generations.filter { $0.state == .served }, with: events)
        let bound = comparison.bound
        let entries = try ProjectionStatus.all(
            projections: context.registry.projections.values.sorted { $0.name < $1.name },
            generations: generations, comparison: comparison, lag: EventLag(of: events), resumeFolder: try session.settings.resumeFolder())
        if !session.json {
            for line in ProjectionStatus.table(entries).lines { try session.output.write(line: line) }
        }
        if let line = bound.line { session.say(line) }
        do throws(RefoldError) { session.say(try ZoneData.system.line()) } catch { session.console.say(error) }
        for fault in context.registry.folderFaults + context.registry.projectionFiles.flatMap(\.faults) {
            session.console.say("refold: \(fault)")
        }
        return VerbResult(fields: bound.fields + [JSONField("projections", .list(entries.map(\.summary)))])
    }
}
