import RefoldCore

struct SeedVerb: Verb {
    static let name = "seed"
    static let summary = "write a deterministic store of payments, to try things out"
    static let usage = """
        refold seed --events N [--seed S] [--store URL]

        Writes N events of the payments domain. The same numbers give the same
        events. Creates the store; a store that holds events already is refused.

          --events N           how many events
          --seed S             any whole number (default 42)

          refold seed --events 100000 --seed 42 --store sqlite:demo.db
        """
    static let flags: [Flag] = [.events, .seed]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "seed is not in this version yet")
    }
}
