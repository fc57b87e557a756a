import RefoldCore

struct ImportVerb: Verb {
    static let name = "import"
    static let summary = "append recorded events from NDJSON files"
    static let usage = """
        refold import FILE... [--recorded-at import|occurred] [--store URL]

        Appends the events of each FILE, one JSON object a line; "-" is standard
        input. A file is imported whole or not at all; an event whose id is in the
        store already is skipped, so importing a file twice adds nothing. Creates the
        store where there is none.

          --recorded-at WHICH  what recorded_at is on lines that leave it out:
                               import (the default: the time of the import) or
                               occurred (the line's occurred_at, for backfills)

          gunzip -c fines.ndjson.gz | refold import - --store sqlite:fines.db
        """
    static let flags: [Flag] = [.recordedAt]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "import is not in this version yet")
    }
}
