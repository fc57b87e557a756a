import RefoldCore

struct IngestVerb: Verb {
    static let name = "ingest"
    static let summary = "handle commands from NDJSON files, one outcome line each"
    static let usage = """
        refold ingest FILE... [--store URL]

        Handles the commands of each FILE, one JSON object a line; "-" is standard
        input. Writes one outcome a line on standard output: accepted, duplicate,
        rejected or conflict. Ends with 4 where a command was rejected or met a
        conflict. Creates the store where there is none.

          refold ingest commands.ndjson --store sqlite:events.db
        """
    static let flags: [Flag] = []

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "ingest is not in this version yet")
    }
}
