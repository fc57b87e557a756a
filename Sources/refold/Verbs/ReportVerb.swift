import RefoldCore

struct ReportVerb: Verb {
    static let name = "report"
    static let summary = "print reports, or write them as CSV and JSON files"
    static let usage = """
        refold report NAME... [--period P] [--today DATE] [--format csv,json]
                      [--output DIR]

        Works out each report named from the served read models. A name is the path
        of its definition below the definitions folder without the ending
        (payments/by-day); its last part will do where it is unique. Ends with 3
        where one of its checks does not hold.

          --period P           2024, 2024-Q3, 2024-09, 2024-09-14,
                               2024-09-01/2024-10-01, today, yesterday, last-month,
                               last-quarter or last-year (default: everything)
          --today DATE         the day that relative periods count from
          --format FORMAT      csv (the default), json, or both with --output: csv,json
          --output PATH        write files into this folder instead of printing

          refold report fines/by-month --period 2012 --format csv,json --output out
        """
    static let flags: [Flag] = [.period, .today, .format, .output]

    static func run(_ arguments: Arguments, in session: Session) throws(RefoldError) -> VerbResult {
        throw RefoldError(.usage, "report is not in this version yet")
    }
}
