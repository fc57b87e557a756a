import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldValues

struct EventsVerb: Verb {
    static let name = "events"
    static let summary = "show what a store holds: types of event and their payloads"
    static let usage = """
        refold events [TYPE...] [--sample N] [--format table|json|ndjson]
                      [--show-payload]

        Shows for each type of event how many there are, in how many streams, the
        first and last position and time, and the projections that take it. With
        TYPEs also each path of their payloads: kinds of JSON, how often it is
        there and null, and how many values differ (up to 1,000). No value is shown.
        Memory does not grow with the store; reads all of it, and changes nothing.

          --sample N           look at N events spread over the store only
          --format FORMAT      table (the default), json, or ndjson: the events
                               themselves, as import reads them
          --show-payload       also the smallest and largest number or time

          refold events OrderPlaced --store sqlite:shop.db
        """
    static let flags: [Flag] = [.sample, .format, .showPayload]

    enum Format: String, CaseIterable { case table, json, ndjson }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let format = try arguments.choice(.format, among: Format.allCases.map(\.rawValue)).flatMap(Format.init) ?? .table
        let sample = try arguments.whole(.sample, 1...1_000_000_000)
        guard format != .ndjson || !session.json else {
            throw RefoldError(.usage, "events and summary cannot both go to standard output", remedy: "leave --json out")
        }
        let context = try CommandContext(session)
        try context.registry.requireFolder()
        session.interruption.defer()
        let events = try context.events()
        let types = arguments.words.isEmpty ? nil : arguments.words
        let meter = session.meter("events")
        defer { meter.finish() }
        func progress(_ done: Int64, _ total: Int64) { meter.update(done: Int(done), total: Int(total)) }
        func isCancelled() -> Bool { session.interruption.isRequested }
        let folder = context.readModelLocation.folderForTemporaryFiles
        let names = NearNames(events, folder: folder, isCancelled: isCancelled)

        if format == .ndjson {
            let lines = EventLineWriter()
            try EventReading(events, types: types, sample: sample, columns: .all).forEachBatch(progress: progress, isCancelled: isCancelled) {
                (batch, range, _) throws(RefoldError) in try lines.write(batch, range, to: session.output)
            }
            let failure = missing(sample == nil ? types ?? [] : [], among: lines.types, names)
            return failure.map { VerbResult(failure: $0, fields: []) } ?? VerbResult(fields: nil)
        }
        let options = EventSurvey.Options(types: types, sample: sample, withFields: types != nil, temporaryFolder: folder)
        let found = try EventSurvey(of: events, options).run(progress: progress, isCancelled: isCancelled)
        meter.finish()
        let page = SurveyPage(found, sample: sample, projections: context.registry.projections, showsPayload: arguments.has(.showPayload))
        for note in page.notes { session.say(note) }
        let faulty = context.registry.projectionFiles.filter { !$0.faults.isEmpty }.map(\.file.path)
        if !faulty.isEmpty { session.console.warn("what takes an event is not told of definitions with faults: \(faulty.joined(separator: ", ")): see refold check") }
        if format == .json {
            try session.output.write(json: JSONValue.object(page.fields).json)
        } else if !session.json, types == nil || !found.types.isEmpty {
            for line in page.lines { try session.output.write(line: line) }
        }
        // A sample says nothing of what it does not hold.
        let failure = missing(sample == nil ? types ?? [] : [], among: Set(found.types.map { ExactText($0.type) }), names)
        let fields = format == .json ? nil : page.fields
        guard let failure else { return VerbResult(fields: fields) }
        var result = VerbResult(failure: failure, fields: [])
        result.fields = fields
        return result
    }

    /// What is said of types that were asked for and do not occur.
    private static func missing(_ types: [String], among found: Set<ExactText>, _ names: NearNames) -> RefoldError? {
        let faults = types.filter { !found.contains(ExactText($0)) }.map { type in
            let near = names.type(near: type, besides: nil)
            return Fault(
                "no event has the type \"\(type)\"", at: .named(names.store),
                remedy: near.map { "did you mean \"\($0)\"?" } ?? "see refold events without a type")
        }
        return faults.isEmpty ? nil : RefoldError(.failed, faults)
    }
}
