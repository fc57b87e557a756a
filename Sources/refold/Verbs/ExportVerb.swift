import RefoldCore

struct ExportVerb: Verb {
    static let name = "export"
    static let summary = "print the rows of a read model in key order"
    static let usage = """
        refold export NAME [--format csv|ndjson] [--output FILE]

        Prints the rows of the served generation in the order of their key.

          --format FORMAT      csv (the default) or ndjson
          --output PATH        write this file instead, whole or not at all

          refold export payments --format ndjson --output payments.ndjson
        """
    static let flags: [Flag] = [.format, .output]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "export is not in this version yet")
    }
}
