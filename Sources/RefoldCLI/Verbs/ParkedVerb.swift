import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldValues

struct ParkedVerb: Verb {
    static let name = "parked"
    static let summary = "list events that projections could not take; retry or drop them"
    static let usage = """
        refold parked [NAME] [--dropped]
        refold parked retry [NAME [POSITION...]]
        refold parked drop NAME POSITION --reason TEXT

        Lists the events that runs have set aside: position, id, stream, type,
        reason, and how many later events of the row are held after each.
        retry folds them again with those held after them, in order; what still fails
        stays parked. drop leaves an event out of a projection for good, in every
        later run, and folds those held after it. Both end with 4 while events of the
        projection are parked.

          --dropped            list the events that were dropped, with reason and time
          --reason TEXT        why an event is dropped; kept with it

          refold parked payments
          refold parked retry payments 4711
          refold parked drop payments 4711 --reason "a test of the old shop"
        """
    static let flags: [Flag] = [.dropped, .reason]
    static func isRecorded(_ arguments: Arguments) -> Bool { ["retry", "drop"].contains(arguments.words.first) }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        switch arguments.words.first {
        case "retry": return try retry(arguments, in: session)
        case "drop": return try drop(arguments, in: session)
        default:
            if arguments.has(.reason) { throw RefoldError(.usage, "--reason is for parked drop", remedy: "leave it out") }
            guard arguments.words.count <= 1 else {
                throw RefoldError(
                    .usage, "\"\(arguments.words[1])\" is one argument too many for parked", expected: "one projection, or retry or drop before it",
                    remedy: "see refold parked --help")
            }
            return arguments.has(.dropped) ? try listDropped(arguments, in: session) : try list(arguments, in: session)
        }
    }

    // MARK: Lists

    private static func list(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let context = try CommandContext(session)
        let served = try served(arguments.words.first, context)
        var entries: [(projection: String, event: ParkedEvent)] = []
        for generation in served { for event in try context.readModels.parked(in: generation) { entries.append((generation.projection, event)) } }
        if !session.json, !entries.isEmpty {
            var table = TextTable([
                .init("projection"), .init("position", isNumber: true), .init("id"), .init("stream"), .init("type"), .init("held", isNumber: true),
                .init("reason"),
            ])
            for (projection, event) in entries {
                table.add([projection, "\(event.position)", event.id, event.stream, event.type, "\(event.held)", reason(of: event)])
            }
            for line in table.lines { try session.output.write(line: line) }
        }
        session.say(entries.isEmpty ? "refold: no event is parked" : "refold: \(Grouped.text(entries.count, "event")) parked")
        return VerbResult(fields: [JSONField("parked", .list(entries.map { summary($0.event, of: $0.projection) }))])
    }

    private static func listDropped(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let context = try CommandContext(session)
        let name = try arguments.words.first.map { (word) throws(RefoldError) in try known(word, context) }
        let dropped = try context.readModels.dropped().filter { name == nil || $0.projection == name }
        if !session.json, !dropped.isEmpty {
            var table = TextTable([
                .init("projection"), .init("position", isNumber: true), .init("id"), .init("stream"), .init("type"), .init("dropped at"), .init("reason"),
            ])
            for event in dropped {
                table.add([
                    event.projection, "\(event.position)", event.id, event.stream, event.type, event.droppedAt.inSeconds, event.reason,
                ])
            }
            for line in table.lines { try session.output.write(line: line) }
        }
        session.say(dropped.isEmpty ? "refold: no event is dropped" : "refold: \(Grouped.text(dropped.count, "event")) dropped")
        let fields = dropped.map { event in
            JSONValue.object([
                JSONField("projection", .text(event.projection)), JSONField("position", .integer(event.position)), JSONField("id", .text(event.id)),
                JSONField("stream", .text(event.stream)), JSONField("type", .text(event.type)), JSONField("reason", .text(event.reason)),
                JSONField("dropped_at", .text(event.droppedAt.description)),
            ])
        }
        return VerbResult(fields: [JSONField("dropped", .list(fields))])
    }

    /// The served generations of one projection or of all.
    private static func served(_ word: String?, _ context: CommandContext) throws(RefoldError) -> [Generation] {
        let served = try context.readModels.generations().filter { $0.state == .served }
        guard let word else { return served }
        let name = try known(word, context)
        return served.filter { $0.projection == name }
    }

    /// The name of a projection that is defined, or was built.
    private static func known(_ word: String, _ context: CommandContext) throws(RefoldError) -> String {
        let name = context.registry.projectionName(word)
        if try !context.readModels.generations().contains(where: { $0.projection == name }) { _ = try context.registry.projection(named: name) }
        return name
    }

    private static func reason(of event: ParkedEvent) -> String { event.key == nil ? "without a key: \(event.reason)" : event.reason }

    private static func summary(_ event: ParkedEvent, of projection: String) -> JSONValue {
        .object([
            JSONField("projection", .text(projection)), JSONField("position", .integer(event.position)), JSONField("id", .text(event.id)),
            JSONField("stream", .text(event.stream)), JSONField("type", .text(event.type)), JSONField("reason", .text(event.reason)),
            JSONField("held", .integer(event.held)), JSONField("has_row", .boolean(event.key != nil)),
        ])
    }

    // MARK: Retry and drop

    private static func retry(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        guard !arguments.has(.reason), !arguments.has(.dropped) else {
            throw RefoldError(.usage, "parked retry takes no flag of its own", remedy: "leave --dropped and --reason out")
        }
        let context = try CommandContext(session)
        session.recorder?.begin()
        let words = arguments.words.dropFirst()
        let positions = try words.dropFirst().map { (word) throws(RefoldError) in try position(word) }
        var names: [String] = []
        var failures: [RefoldError] = []
        var leavesSome = false
        if let word = words.first {
            names = [context.registry.projectionName(word)]
        } else {
            for generation in try served(nil, context) {
                do throws(RefoldError) {
                    let parked = try context.readModels.parked(in: generation)
                    guard !parked.isEmpty else { continue }
                    if context.registry.isAbsent(generation.projection) {
                        session.console.say("refold: \(generation.projection) is no longer defined: \(Grouped.text(parked.count, "event")) left parked")
                        leavesSome = true
                    } else {
                        names.append(generation.projection)
                    }
                } catch {
                    failures.append(error)
                }
            }
        }
        session.interruption.defer()
        let run = ParkedRun(events: try context.events(), readModels: context.readModels, now: Timestamp.now)
        let before = try parked(in: names, context)
        var outcomes: [ParkedRun.Outcome] = []
        for name in names {
            if session.interruption.isDue {
                failures.append(RefoldError(.incomplete, "interrupted before \(name)", remedy: "run the same command again"))
                break
            }
            do throws(RefoldError) {
                outcomes.append(try run.retry(try context.projectionOfServed(name), positions: positions.isEmpty ? nil : positions))
            } catch {
                failures.append(error)
            }
        }
        try sayOthers(than: outcomes, before, context)
        if names.isEmpty, failures.isEmpty, !leavesSome { session.say("refold: no event is parked") }
        return result(outcomes, RefoldError.together(failures), leavesSome: leavesSome, in: session)
    }

    /// What is parked in the served generations of projections.
    private static func parked(in names: [String], _ context: CommandContext) throws(RefoldError) -> [String: [ParkedEvent]] {
        var parked: [String: [ParkedEvent]] = [:]
        for generation in try served(nil, context) where names.contains(generation.projection) {
            // What cannot be read is refused by the retry itself.
            parked[generation.projection] = (try? context.readModels.parked(in: generation)) ?? []
        }
        return parked
    }

    /// Names the projections that took an event that is parked no longer: if it was corrected, they hold figures of what it was.
    private static func sayOthers(
        than outcomes: [ParkedRun.Outcome], _ before: [String: [ParkedEvent]], _ context: CommandContext
    ) throws(RefoldError) {
        var taken: [Position: String] = [:]
        for outcome in outcomes {
            let left = Set(outcome.parked.map(\.position))
            for event in before[outcome.projection] ?? [] where !left.contains(event.position) { taken[event.position] = event.type }
        }
        guard !taken.isEmpty else { return }
        let dropped = try context.readModels.dropped()
        for generation in try served(nil, context) where before[generation.projection] == nil {
            let name = generation.projection
            guard let projection = context.registry.projections[name] else { continue }
            let aside = Set(try context.readModels.parked(in: generation).map(\.position) + dropped.filter { $0.projection == name }.map(\.position))
            let took = taken.filter { $0.key <= generation.position && !aside.contains($0.key) && projection.handler(for: $0.value) != nil }.keys.sorted()
            guard let first = took.first else { continue }
            let events = took.count == 1 ? "the event at position \(first)" : "\(Grouped.text(took.count, "event")) from position \(first) on"
            context.session.console.say("refold: \(name) took \(events) as it was before: if it was corrected in the store, run refold rebuild \(name)")
        }
    }

    private static func drop(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        guard arguments.words.count == 3, !arguments.has(.dropped) else {
            throw RefoldError(.usage, "parked drop needs a projection and one position", expected: "refold parked drop NAME POSITION --reason TEXT")
        }
        let reason = arguments.text(.reason)?.trimmed ?? ""
        guard !reason.isEmpty else {
            throw RefoldError(.usage, "parked drop needs a reason", expected: "--reason TEXT", remedy: "say why the event is left out: it is kept with it")
        }
        let context = try CommandContext(session)
        session.recorder?.begin()
        let position = try position(arguments.words[2])
        session.interruption.defer()
        let run = ParkedRun(events: try context.events(), readModels: context.readModels, now: Timestamp.now)
        let projection = try context.projectionOfServed(context.registry.projectionName(arguments.words[1]))
        return result([try run.drop(projection, position: position, reason: reason)], nil, in: session)
    }

    private static func position(_ word: String) throws(RefoldError) -> Position {
        guard let position = Position(word), position > 0 else {
            throw RefoldError(.usage, "\"\(word)\" is no position", expected: "a whole number that refold parked lists", remedy: "see refold parked")
        }
        return position
    }

    private static func result(
        _ outcomes: [ParkedRun.Outcome], _ failure: RefoldError?, leavesSome: Bool = false, in session: Session
    ) -> VerbResult {
        for outcome in outcomes {
            let taken = "\(outcome.projection): \(Grouped.text(Int(outcome.taken), "event")) parked no longer, \(Grouped.text(Int(outcome.rows), "row")) changed"
            session.say(taken + (outcome.parked.isEmpty ? "" : "; \(Grouped.text(outcome.parked.count)) still parked: see refold parked \(outcome.projection)"))
        }
        let fields = outcomes.map { outcome in
            JSONValue.object([
                JSONField("projection", .text(outcome.projection)), JSONField("generation", .integer(outcome.generation)),
                JSONField("position", .integer(outcome.position)), JSONField("taken", .integer(outcome.taken)),
                JSONField("rows", .integer(outcome.rows)), JSONField("parked", .list(outcome.parked.map { summary($0, of: outcome.projection) })),
            ])
        }
        if let failure { return VerbResult(failure: failure, fields: [JSONField("projections", .list(fields))]) }
        let isPartly = leavesSome || outcomes.contains { !$0.parked.isEmpty }
        return VerbResult(isPartly ? .partly : .done, fields: [JSONField("projections", .list(fields))])
    }
}

extension String {
    /// Without blanks at both ends.
    fileprivate var trimmed: String {
        var scalars = unicodeScalars[...]
        while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
        return String(String.UnicodeScalarView(scalars.drop { $0.properties.isWhitespace }))
    }
}
