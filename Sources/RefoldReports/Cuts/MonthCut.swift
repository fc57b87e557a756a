import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The month: `2024-09`.
struct MonthCut: CalendarCut {
    static let word = "month"
    static let hasOrderOfTexts = true
    let timeZone: LocatedName?

    init?(beside object: DefinitionObject, in parser: ReportParser) { timeZone = parser.timeZone(beside: object) }

    var type: TableType { .text }

    func code(of day: CalendarDate) -> Int64? { FiscalYear.calendar.month(of: day) }

    func value(_ code: Int64) -> TableValue {
        CalendarDate(year: Int(code) / 12, month: Int(code) % 12 + 1, day: 1).map { .text($0.monthText) } ?? .null
    }
}
