import RefoldJSON
import RefoldStores
import RefoldValues

struct RollbackVerb: Verb {
    static let name = "rollback"
    static let summary = "serve the generation before the served one again"
    static let usage = """
        refold rollback NAME

        Serves the earlier generation as it was left, in one transaction and without
        building, and says how many events that goes back. What was served waits
        beside it: refold promote serves it again. Until then refold catch-up brings
        both forward, the served one by the definition that is kept with it, and does
        not switch to the present version of the definition. Ends with 4 while events
        are parked in what is served then.

          refold rollback payments
        """

    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let typed = try arguments.onlyWord("the name of a projection")
        let context = try CommandContext(session)
        session.recorder?.begin()
        let name = context.registry.projectionName(typed)
        let lock = try context.readModels.lock(.projection(name))
        defer { withExtendedLifetime(lock) {} }
        let own = try context.generations(of: name)
        guard let before = own.first(where: { $0.state == .served }), let earlier = own.last(where: { $0.state == .previous }) else {
            throw RefoldError(
                .failed, "no earlier generation of \"\(name)\" is kept", at: .named(context.readModels.name),
                remedy: "correct the definition, and build it anew with refold rebuild \(name)")
        }
        let back = try eventsBack(from: before, to: earlier, in: context)
        let served = try context.readModels.serve(earlier, after: before, .rollback)
        session.say(
            "\(name): \(served.title) is served again, up to position \(Grouped.text(Int(served.position))), \(Grouped.text(Int(back), "event")) back")
        session.say("\(name): \(before.title) waits beside it; refold promote \(name) serves it again")
        let present = context.registry.projections[name]
        let isPresent = present.map { $0.version == served.version && !$0.hasChanged(since: served) } ?? false
        let maker = isPresent ? present : served.keptProjection(context.registry.eventsFile.currencies)
        if maker.map({ $0.hasOtherRules(than: served) }) ?? true {
            let consequence = "it stays at position \(served.position) until refold promote \(name) or refold rebuild \(name)"
            session.console.say("refold: \(name): \(served.title) cannot be brought forward by this program: \(served.whyHeld); \(consequence)")
        }
        return try context.switched(to: served, instead: before, [JSONField("events_back", .integer(back))])
    }

    /// How many events that the earlier one reads lie between the two.
    private static func eventsBack(from served: Generation, to earlier: Generation, in context: CommandContext) throws(RefoldError) -> Int64 {
        guard earlier.position < served.position else { return 0 }
        let maker = earlier.keptProjection(context.registry.eventsFile.currencies) ?? context.registry.projections[earlier.projection]
        return try context.events().eventCounts(after: earlier.position, through: served.position).count(of: maker?.eventTypes)
    }
}
