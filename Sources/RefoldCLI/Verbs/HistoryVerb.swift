import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldValues

struct HistoryVerb: Verb {
    static let name = "history"
    static let summary = "show what happened in one stream, event by event"
    static let usage = """
        refold history STREAM [--projection NAME] [--limit N]

        Shows each event of a stream, when it happened, who did it, and what it
        changed in the row that a projection makes of the stream. Reads the
        event store alone; no read model need be built. Where the projection
        cannot take an event, that one and those behind it are shown without
        what they changed, and the run ends with 1. Where versions are missing,
        since somebody deleted events, it says which and ends with 3.

          --projection NAME    one that is keyed by stream; without it the one
                               of the stream's domain
          --limit N            the last N events only

          refold history 3f2a1c --limit 5
        """
    static let flags: [Flag] = [.projection, .limit]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let stream = try arguments.onlyWord("the name of a stream")
        let limit = try arguments.whole(.limit, 1 ... .max)
        let context = try CommandContext(session)
        let events = try context.events()
        guard let first = try events.events(in: stream, from: 1, limit: 1).first else {
            throw RefoldError(
                .failed, "the stream \"\(stream)\" has no events", at: .named(events.name), expected: "the name of a stream of this store",
                remedy: "check the name and --store")
        }
        let projection = try context.registry.projection(
            named: arguments.text(.projection), forHistoryOf: stream, beginningWith: first.event.type)
        var trail = HistoryTrail(of: projection)
        let summary = JSONList(in: context.readModelLocation.folderForTemporaryFiles)
        func show(_ stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) {
            if session.json {
                try summary.append(try trail.summary(of: stored, state))
            } else {
                for line in try trail.lines(of: stored, state) { try session.output.write(line: line) }
            }
        }
        let history = StreamHistory(of: projection, in: events)
        let failure: RefoldError?
        if let limit {
            var last = LastEvents(limit)
            failure = try history.read(stream) { (stored, state) throws(RefoldError) in last.add(stored, state) }
            try trail.begin(after: last.stateBefore)
            for entry in last.kept { try show(entry.stored, entry.state) }
        } else {
            // One at a time, because a stream may be long.
            failure = try history.read(stream) { (stored, state) throws(RefoldError) in try show(stored, state) }
        }
        let fields = [JSONField("stream", .text(stream)), JSONField("projection", .text(projection.name))]
        var result = failure.map { VerbResult(failure: $0, fields: fields) } ?? VerbResult(fields: fields)
        result.list = ("events", summary)
        return result
    }
}
