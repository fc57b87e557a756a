import FoundationEssentials
import RefoldJSON
import RefoldValues

struct ImportVerb: Verb {
    static let name = "import"
    static let summary = "append recorded events from NDJSON files"
    static let usage = """
        refold import FILE... [--recorded-at import|occurred] [--times truncate]
                           [--store URL]

        Appends the events of each FILE, one JSON object per line; "-" is standard
        input. A file is imported whole or not at all, and none before all have been
        checked, which holds no appender up; up to 20 faults are listed. An event
        whose id is in the store already is skipped, so importing a file twice adds
        nothing. Blank lines may stand at the end of a file and nowhere else. Creates
        the store if there is none. Memory does not grow with a file's length:
        the check keeps some 110 bytes per line in temporary files in TMPDIR, or beside
        the store if TMPDIR is not set.

          --recorded-at WHICH  what recorded_at is on lines that leave it out:
                               import (the default: the time of the import) or
                               occurred (the line's occurred_at, for backfills)
          --times truncate     cuts times that are finer than a microsecond, and takes
                               a leap second as the second before it: 23:59:60.5 as
                               23:59:59.5; without it such lines are faults

          gunzip -c fines.ndjson.gz | refold import - --store sqlite:fines.db
        """
    static let flags: [Flag] = [.recordedAt]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let paths = try arguments.someWords("the name of a file, or - for standard input")
        let recordedAt = try arguments.choice(.recordedAt, among: ["import", "occurred"])
        let summary = try Importing(session: session, recordedAt: recordedAt == "occurred" ? .occurred : .timeOfImport).run(paths)
        return VerbResult(
            fields: [
                JSONField("files", .integer(summary.files)), JSONField("lines", .integer(summary.lines)),
                JSONField("appended", .integer(summary.appended)), JSONField("already_there", .integer(summary.alreadyThere)),
            ])
    }
}
