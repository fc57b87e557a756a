import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues
import RefoldZones

struct StatusVerb: Verb {
    static let name = "status"
    static let summary = "show each projection: version, position, lag, rows"
    static let usage = """
        refold status [--json]

        Shows every projection: its version, the served generation, the position that
        it is complete up to, how many events it lags behind, its rows, when its last
        run ended and why it failed if it did, how many events are parked, and whether
        it was made from another store than this one. Names the version of the zone
        data. Without --store, or if this role may read the views of read models
        alone, what only the events can tell is left out.
        """
    static let flags: [Flag] = []
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        try arguments.noWords()
        let context = try CommandContext(session)
        var overview = try context.readModels.overview()
        var parked: [String: Int] = [:]
        for index in overview.generations.indices where overview.generations[index].state == .served {
            let served = overview.generations[index]
            do throws(RefoldError) {
                parked[served.projection] = try context.readModels.parked(in: served).count
            } catch where error.status == .refused {
                // As far as one can act on it, a lost list is a changed catalog.
                overview.generations[index].isAltered = true
            } catch {}
        }
        let store = try StoreView(of: overview, in: context)
        let entries = try ProjectionStatus.all(
            projections: context.registry.projections.values.sorted { $0.name < $1.name }, overview: overview, store: store,
            resumeFolder: try session.settings.resumeFolder(), parked: { parked[$0.projection] })
        if !session.json {
            for line in ProjectionStatus.table(entries).lines { try session.output.write(line: line) }
        }
        for line in entries.compactMap(\.reason) { session.say(line) }
        if let line = store?.comparison.bound.line { session.say(line) }
        if let description = store?.traits.description, let layout = store?.traits.layout { session.say("the store is read as \(description), by the layout \(layout)") }
        do throws(RefoldError) { session.say(try ZoneData.system.line()) } catch { session.console.say(error) }
        for fault in context.registry.folderFaults + context.registry.projectionFiles.flatMap(\.faults) {
            session.console.say("refold: \(fault)")
        }
        return VerbResult(fields: (store.map { $0.comparison.bound.fields + [JSONField("layout", .text($0.traits.layout))] } ?? []) + [JSONField("projections", .list(entries.map(\.summary)))])
    }
}
