import RefoldCore

struct StatusVerb: Verb {
    static let name = "status"
    static let summary = "show each projection: version, position, lag, rows"
    static let usage = """
        refold status [--json]

        Shows every projection: its version, the served generation, the position that
        it is complete up to, how many events it lags behind, its rows, its last run.
        """
    static let flags: [Flag] = []

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "status is not in this version yet")
    }
}
