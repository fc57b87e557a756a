import RefoldJSON
import RefoldStores
import RefoldValues

struct PromoteVerb: Verb {
    static let name = "promote"
    static let summary = "serve the generation that waits, without building it anew"
    static let usage = """
        refold promote NAME [--allow-empty] [--keep N]

        Serves the generation that was built and not served, or that a rollback put
        aside, in one transaction. What was served stays for a rollback. One that
        lies behind what is served is refused with 3: refold catch-up brings both
        forward. Ends with 4 while events are parked in what is served then.

          --allow-empty        let no rows take the place of some
          --keep N             earlier generations that stay (default 1)

          refold promote payments
        """
    static let flags: [Flag] = [.allowEmpty, .keep]
    static func isRecorded(_ arguments: Arguments) -> Bool { true }

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let typed = try arguments.onlyWord("the name of a projection")
        let context = try CommandContext(session)
        session.recorder?.begin()
        let name = context.registry.projectionName(typed)
        let keep = try session.settings.keptGenerations()
        let lock = try context.readModels.lock(.projection(name))
        defer { withExtendedLifetime(lock) {} }
        let own = try context.generations(of: name)
        guard let candidate = own.last(where: { $0.state == .built }) else {
            throw RefoldError(
                .failed, "no generation of \"\(name)\" waits to be served", at: .named(context.readModels.name),
                remedy: "build one beside what is served with refold rebuild \(name) --no-promote")
        }
        let before = own.first { $0.state == .served }
        if let before { try check(candidate, over: before, allowsEmpty: arguments.has(.allowEmpty)) }
        let served = try context.readModels.serve(candidate, after: before, .promotion(keeping: keep))
        session.say("\(name): \(served.title) is served, \(Grouped.text(Int(served.rows), "row")) up to position \(Grouped.text(Int(served.position)))")
        if let before, keep > 0 { session.say("\(name): \(before.title) stays; refold rollback \(name) serves it again") }
        return try context.switched(to: served, instead: before)
    }

    private static func check(_ candidate: Generation, over served: Generation, allowsEmpty: Bool) throws(RefoldError) {
        let place = Place.named("projection \"\(served.projection)\"")
        guard candidate.position >= served.position else {
            throw RefoldError(
                .refused, "\(candidate.title) ends at position \(candidate.position), and \(served.title) is served up to \(served.position)", at: place,
                expected: "a generation that is not behind the served one", remedy: "run refold catch-up \(served.projection), then this again")
        }
        guard candidate.rows > 0 || served.rows == 0 || allowsEmpty else {
            throw RefoldError(
                .refused, "\(candidate.title) has no row, and \(served.title) has \(served.rows)", at: place, expected: "rows",
                remedy: "if it is to be empty, add --allow-empty")
        }
    }
}
