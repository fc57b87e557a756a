import RefoldCore

struct RunVerb: Verb {
    static let name = "run"
    static let summary = "run the steps of a job file"
    static let usage = """
        refold run JOB [--today DATE]

        Runs the steps of a job file in order and stops at the first that fails. One
        run of a job at a time: a second one ends with 75. Flags and environment win
        over what the job file says about the store.

          --today DATE         the day that relative periods count from, and {date}

          refold run Jobs/nightly.json5
        """
    static let flags: [Flag] = [.today]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "run is not in this version yet")
    }
}
