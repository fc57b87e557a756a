import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues

struct HistoryVerb: Verb {
    static let name = "history"
    static let summary = "show what happened in one stream, event by event"
    static let usage = """
        refold history STREAM [--projection NAME] [--limit N]
        refold history STREAM --events [--show-payload] [--limit N]

        Shows each event of a stream, when it happened, who did it, and what it
        changed in the row that a projection makes of the stream. Reads the
        event store; no read model need be built. If the projection cannot
        take an event, that one and those after it are shown without what they
        changed, and the run ends with 1. An event that was dropped for the
        projection is shown with the reason, and changes nothing. If versions
        are missing, since somebody deleted events, it says which and ends with
        3. With --events it shows the events themselves, which need no
        projection.

          --projection NAME    one that is keyed by stream; without it the one
                               of the stream's domain
          --limit N            the last N events only
          --events             each event with the keys of its metadata
          --show-payload       and with all of its data and metadata

          refold history 3f2a1c --limit 5
        """
    static let flags: [Flag] = [.projection, .limit, .eachEvent, .showPayload]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let stream = try arguments.onlyWord("the name of a stream")
        let limit = try arguments.whole(.limit, 1 ... .max)
        if arguments.has(.eachEvent), arguments.has(.projection) {
            throw RefoldError(
                .usage, "--events and --projection exclude each other", expected: "--events, which needs no projection, or --projection",
                remedy: "leave one of them out")
        }
        if arguments.has(.showPayload), !arguments.has(.eachEvent) {
            throw RefoldError(.usage, "--show-payload is for --events", remedy: "add --events, or leave it out")
        }
        let context = try CommandContext(session)
        let events = try context.events()
        guard let first = try events.events(in: stream, after: nil, limit: 1).first else {
            throw RefoldError(
                .failed, "the stream \"\(stream)\" has no events", at: .named(events.name), expected: "the name of a stream of this store",
                remedy: "check the name and --store")
        }
        let summary = JSONList(in: context.readModelLocation.folderForTemporaryFiles)
        let failure: RefoldError?
        var fields = [JSONField("stream", .text(stream))]
        if arguments.has(.eachEvent) {
            failure = try showEvents(of: stream, in: events, last: limit, withPayload: arguments.has(.showPayload), session, summary)
        } else {
            let projection = try context.registry.projection(
                named: arguments.text(.projection), forHistoryOf: stream, beginningWith: first.event.type)
            fields.append(JSONField("projection", .text(projection.name)))
            let history = StreamHistory(of: projection, in: events, dropped: dropped(in: context, for: projection.name))
            failure = try showRows(of: stream, by: history, last: limit, projection, session, summary)
        }
        var result = failure.map { VerbResult(failure: $0, fields: fields) } ?? VerbResult(fields: fields)
        result.list = ("events", summary)
        return result
    }

    /// The events that projections leave out. Where that cannot be read, it is told, and none is taken to be.
    private static func dropped(in context: CommandContext, for projection: String) -> [DroppedEvent] {
        do throws(RefoldError) {
            return try context.readModels.dropped()
        } catch {
            ParkedWarning.sayUnknown(error, "whether events were dropped for \(projection)", in: context.session)
            return []
        }
    }

    /// Shows each event with the row after it.
    private static func showRows(
        of stream: String, by history: StreamHistory, last limit: Int?, _ projection: Projection, _ session: Session, _ summary: JSONList
    ) throws(RefoldError) -> RefoldError? {
        var trail = HistoryTrail(of: projection)
        func show(_ stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) {
            if session.json {
                try summary.append(try trail.summary(of: stored, state))
            } else {
                for line in try trail.lines(of: stored, state) { try session.output.write(line: line) }
            }
        }
        // One at a time, because a stream may be long.
        guard let limit else { return try history.read(stream) { (stored, state) throws(RefoldError) in try show(stored, state) } }
        var last = LastEvents(limit)
        let failure = try history.read(stream) { (stored, state) throws(RefoldError) in last.add(stored, state) }
        try trail.begin(after: last.stateBefore)
        for entry in last.kept { try show(entry.stored, entry.state) }
        return failure
    }

    /// Shows each event itself.
    private static func showEvents(
        of stream: String, in events: any EventStore, last limit: Int?, withPayload: Bool, _ session: Session, _ summary: JSONList
    ) throws(RefoldError) -> RefoldError? {
        var trail = EventTrail(showsPayload: withPayload)
        func show(_ stored: StoredEvent) throws(RefoldError) {
            if session.json { return try summary.append(trail.summary(of: stored)) }
            for line in trail.lines(of: stored) { try session.output.write(line: line) }
        }
        guard let limit else { return try StreamHistory.events(of: stream, in: events) { (stored) throws(RefoldError) in try show(stored) } }
        var last = LastEvents(limit)
        let failure = try StreamHistory.events(of: stream, in: events) { (stored) throws(RefoldError) in last.add(stored, .none) }
        for entry in last.kept { try show(entry.stored) }
        return failure
    }
}
