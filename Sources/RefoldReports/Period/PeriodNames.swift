import RefoldValues

/// The periods that a report has beside those of every report: its fiscal years, and the labels of its calendars.
public struct PeriodNames: Hashable, Sendable {
    /// Each once.
    let years: [FiscalYear]
    /// Each once.
    let calendars: [FileCalendar]

    /// Those of no report.
    public static let none = PeriodNames(of: [])

    init(of rows: [RowDefinition]) {
        var (years, calendars) = ([FiscalYear](), [FileCalendar]())
        for row in rows {
            guard case .cut(let cut)? = row.form else { continue }
            if let own = cut.kind.fiscalYears, !years.contains(own) { years.append(own) }
            if let own = cut.kind.calendar, !calendars.contains(own) { calendars.append(own) }
        }
        (self.years, self.calendars) = (years, calendars)
    }

    /// What stands before the label of a calendar in the name of a period.
    static let calendarPrefix = "calendar:"

    /// Whether a text names a period that only some reports have, as `2024/25` and `calendar:P1` do.
    public static func isOfReport(_ text: String) -> Bool { text.hasPrefix(calendarPrefix) || FiscalYear.parts(of: text) != nil }
}

extension FiscalYear {
    /// The first year and the quarter that `2024/25` or `2024/25-Q1` says; nil for another form.
    static func parts(of text: String) -> (year: Int, second: Int, quarter: Int?)? {
        guard let match = text.wholeMatch(of: /([0-9]{4})\/([0-9]{2})(?:-Q([0-9]))?/), let year = Int(match.output.1), let second = Int(match.output.2) else { return nil }
        return (year, second, match.output.3.flatMap { Int($0) })
    }
}
