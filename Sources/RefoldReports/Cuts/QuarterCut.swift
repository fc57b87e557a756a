import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The quarter of the year: `2024-Q3`, with `startMonth` `2024/25-Q1`.
struct QuarterCut: CalendarCut {
    static let word = "quarter"
    static let hasOrderOfTexts = true
    static let parameters = ["timeZone", "startMonth"]
    let timeZone: LocatedName?
    let years: FiscalYear

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        timeZone = parser.timeZone(beside: object)
        guard let years = parser.fiscalYear(beside: object) else { return nil }
        self.years = years
    }

    var fiscalYears: FiscalYear? { years == .calendar ? nil : years }

    var type: TableType { .text }

    func code(of day: CalendarDate) -> Int64? { years.month(of: day) / 3 }

    func value(_ code: Int64) -> TableValue { .text(years.text(ofQuarter: code)) }
}
