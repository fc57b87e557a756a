import RefoldCore

struct CheckVerb: Verb {
    static let name = "check"
    static let summary = "read every definition and job, print every fault"
    static let usage = """
        refold check [FILE...] [--definitions DIR]

        Reads every definition below the definitions folder and every job in Jobs (or
        only the FILEs named), and prints every fault with file, line, path and
        remedy. Runs nothing. Ends with 2 where there is a fault.
        """
    static let flags: [Flag] = []

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "check is not in this version yet")
    }
}
