import RefoldCore

struct RebuildVerb: Verb {
    static let name = "rebuild"
    static let summary = "build read models anew from the whole store, then switch"
    static let usage = """
        refold rebuild [NAME...] [--no-promote] [--through POSITION] [--workers N]
                       [--memory SIZE] [--deadline DURATION]

        Builds a new generation of each projection named (of all whose event types
        occur in the store where none is named) beside the served one, and switches
        to it in one transaction. Readers see the old rows or the new ones.

          --no-promote         build the generation, but do not serve it
          --through POSITION   read no further than this position
          --workers N          threads that fold (default: as the machine has cores)
          --memory SIZE        rows kept in memory before they are spilled to temporary
                               files: 256M, 1G (the default)
          --deadline DURATION  stop in good order after this long: 90s, 20m, 1h30m

          refold rebuild payments --store sqlite:events.db
        """
    static let flags: [Flag] = [.noPromote, .through, .workers, .memory, .deadline]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let limits = try Folding.Limits(arguments)
        let through = try arguments.whole(.through, 0...Int.max).map { Position($0) }
        let outcomes = try Folding(Workplace(session), limits).rebuild(
            arguments.words, through: through, promotes: !arguments.has(.noPromote))
        return VerbResult(fields: [Folding.field(outcomes)])
    }
}
