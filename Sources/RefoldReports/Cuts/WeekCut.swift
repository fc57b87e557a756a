import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The week of ISO 8601, from Monday to Sunday, in the year that has its Thursday: `2024-W37`.
struct WeekCut: CalendarCut {
    static let word = "week"
    static let hasOrderOfTexts = true
    let timeZone: LocatedName?

    init?(beside object: DefinitionObject, in parser: ReportParser) { timeZone = parser.timeZone(beside: object) }

    var type: TableType { .text }

    func code(of day: CalendarDate) -> Int64? { CalendarWeek(of: day).number }

    func value(_ code: Int64) -> TableValue { .text(CalendarWeek(number: code).text) }
}
