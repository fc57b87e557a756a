import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldValues

struct ExplainVerb: Verb {
    static let name = "explain"
    static let summary = "show the rows and events that a figure was made from"
    static let usage = """
        refold explain REPORT --measure M [--row LINE] [--period P] [--today DATE]
                       [--limit N] [--events N] [--format table|json]
        refold explain PROJECTION KEY [--column NAMES] [--events N]
                       [--format table|json]

        Shows the rows behind a figure of a report, the largest value first (for min
        the smallest), equal ones in the order of their keys, and below each row its
        events with what the row put into the figure after each; "-" for nothing. Rows
        of sums and counts add up to the figure; for others the last line says how it
        follows. With the KEY of a row, shows the events of that row and what each
        changed. Reads the served rows and the events up to their position.

        LINE names every row column with its value as CSV prints it, nothing for null:
        month=2024-09,currency=EUR. Or it is a JSON object, in which null and an empty
        text differ: '{"reason":"a, b=c","currency":null}'. KEY is as for refold bisect.

          --row LINE           the line; without it, the figure over all lines
          --measure M          the measure; not needed if there is only one
          --period P           as for refold report
          --today DATE         the day that relative periods count from
          --limit N            how many rows to show (default 10)
          --events N           the last N events of each row only (default 20 in a
                               table, all in JSON)
          --column NAMES       show these columns after each event, as a table
          --format FORMAT      table (the default) or json

          refold explain by-day --row day=2024-09-01,currency=EUR --measure amount
          refold explain payments 3f2a1c --column status,amount
        """
    static let flags: [Flag] = [.row, .measure, .column, .period, .today, .limit, .events, .format]
    static let usesZones = true

    private static let usualRows = 10
    private static let usualEvents = 20

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        let words = try arguments.someWords("the name of a report, or a projection and the key of a row")
        guard words.count <= 2 else {
            throw RefoldError(.usage, "\"\(words[2])\" is one argument too many for explain", remedy: "see refold explain --help")
        }
        let isJSON = try arguments.choice(.format, among: ["table", "json"]) == "json"
        let rows = try arguments.whole(.limit, 0...1_000_000) ?? usualRows
        let events = try arguments.whole(.events, 0 ... .max) ?? (isJSON || session.json ? .max : usualEvents)
        let today = try arguments.date(.today)
        let explaining = Explaining(try CommandContext(session), lastEvents: events)
        session.interruption.defer()
        let page: any ExplainPage
        if words.count == 2 {
            try arguments.refuse([.row, .measure, .period, .today, .limit], "for one row", remedy: "leave it out, or name a report alone")
            page = try explaining.row(words[1], of: words[0], columns: arguments.text(.column))
        } else {
            try arguments.refuse([.column], "for a figure", remedy: "leave it out, or name a projection and the key of a row")
            page = try explaining.figure(of: words[0], measure: arguments.text(.measure), line: arguments.text(.row), arguments.text(.period), today: today, rows: rows)
        }
        if isJSON {
            try session.output.write(json: JSONValue.object(page.fields).json)
        } else if !session.json {
            for line in page.lines { try session.output.write(line: line) }
        }
        return VerbResult(fields: isJSON ? nil : page.fields)
    }
}

/// What was explained, for people and for programs.
protocol ExplainPage {
    var lines: [String] { get }
    var fields: [JSONField] { get }
}
