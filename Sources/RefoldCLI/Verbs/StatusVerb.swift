import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues
import RefoldZones

struct StatusVerb: Verb {
    static let name = "status"
    static let summary = "show each projection: version, position, lag, rows"
    static let usage = """
        refold status [NAME...] [--max-lag EVENTS] [--max-age DURATION]
                      [--metrics FILE] [--json]

        Shows every projection: its version, the served generation, the position that
        it is complete up to, how many events it lags behind, its rows, when its last
        run ended and why it failed if it did, how many events are parked, and whether
        it was made from another store than this one. Names the version of the zone
        data. Without --store, or if this role may not read the events, what only they
        can tell is left out.

          --max-lag EVENTS     end with 3 if a projection lags further behind, in events
                               that it reads
          --max-age DURATION   end with 3 if the last complete run of a projection ended
                               longer ago, such as 26h; one that found nothing new is
                               complete. Projections of which no event type occurs do
                               not count
          --metrics FILE       write metrics for Prometheus

          refold status --max-age 26h --quiet
        """
    static let flags: [Flag] = [.maxLag, .maxAge, .metrics]
    static let usesZones = true

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try StatusLimits(arguments)
        let context = try CommandContext(session)
        var view: StatusView
        do throws(RefoldError) { view = try StatusView(context) } catch {
            // The metrics say that nothing can be read; why is said by the error.
            do throws(RefoldError) { try MetricsFile(session)?.write() } catch {}
            throw error
        }
        view.entries = try chosen(arguments.words, of: view.entries, context)
        let (store, entries) = (view.store, view.entries)
        if view.isHidden { session.say("this role may not use the schema read_models, so that what is served is not known") }
        if !session.json {
            for line in ProjectionStatus.table(entries).lines { try session.output.write(line: line) }
        }
        for line in entries.compactMap(\.reason) { session.say(line) }
        if let line = store?.comparison.bound.line { session.say(line) }
        if let description = store?.traits.description, let layout = store?.traits.layout { session.say("the store is read as \(description), by the layout \(layout)") }
        do throws(RefoldError) { session.say(try ZoneData.system.line()) } catch { session.console.say(error) }
        for fault in context.registry.definitionFaults { session.console.say(RefoldError(.usage, [fault])) }
        try MetricsFile(session)?.write()
        let fields = (store.map { $0.comparison.bound.fields + [JSONField("layout", .text($0.traits.layout))] } ?? [])
            + (view.isHidden ? [JSONField("hidden", .boolean(true))] : []) + [JSONField("projections", .list(entries.map { $0.summary(at: view.now) }))]
        return try limits.refusal(of: view, areChosen: !arguments.words.isEmpty, in: context).map { VerbResult(failure: $0, fields: fields) } ?? VerbResult(fields: fields)
    }

    /// Those that are named; all if none is.
    private static func chosen(_ words: [String], of entries: [ProjectionStatus], _ context: CommandContext) throws(RefoldError) -> [ProjectionStatus] {
        guard !words.isEmpty else { return entries }
        var names: Set<String> = []
        for word in words {
            let name = context.registry.projectionName(word)
            if !entries.contains(where: { $0.name == name }) { _ = try context.registry.projection(named: name) }
            names.insert(name)
        }
        return entries.filter { names.contains($0.name) }
    }
}
