import RefoldDefinitions
import RefoldValues

/// Years that begin with a month of their own: with 4, the year `2024/25` is from April 2024 to March 2025.
struct FiscalYear: Hashable, Sendable {
    /// 1 to 12; with 1 they are the years of the calendar.
    let startMonth: Int

    /// The years of the calendar.
    static let calendar = FiscalYear(startMonth: 1)

    /// Months from the first month of the fiscal year 0 on.
    func month(of day: CalendarDate) -> Int64 {
        let date = day.components
        return Int64(date.year * 12 + date.month - startMonth)
    }

    /// The first day of a month that ``month(of:)`` gives; nil outside the calendar.
    func start(ofMonth month: Int64) -> CalendarDate? {
        let whole = Int(month) + startMonth - 1
        return CalendarDate(year: whole / 12, month: whole % 12 + 1, day: 1)
    }

    /// `2024`, or `2024/25`.
    func text(ofYear year: Int64) -> String {
        startMonth == 1 ? Self.padded(year, 4) : Self.padded(year, 4) + "/" + Self.padded((year + 1) % 100, 2)
    }

    /// `2024-Q3`, or `2024/25-Q1`.
    func text(ofQuarter quarter: Int64) -> String { "\(text(ofYear: quarter / 4))-Q\(quarter % 4 + 1)" }

    private static func padded(_ number: Int64, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}

extension ReportParser {
    /// The years that `startMonth` beside the word of a cut says, those of the calendar without one; nil after a finding.
    func fiscalYear(beside object: DefinitionObject) -> FiscalYear? {
        guard let value = object.optional("startMonth") else { return .calendar }
        return value.integer(1...12).map { FiscalYear(startMonth: $0) }
    }
}
