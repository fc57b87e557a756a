import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The year: `2024`, with `startMonth` `2024/25`.
struct YearCut: CalendarCut {
    static let word = "year"
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

    var type: TableType { years == .calendar ? .integer : .text }

    func code(of day: CalendarDate) -> Int64? { years.month(of: day) / 12 }

    func value(_ code: Int64) -> TableValue { years == .calendar ? .number(ExactDecimal(code)) : .text(years.text(ofYear: code)) }
}
