import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The day of the week: 1 for Monday to 7 for Sunday.
struct WeekdayCut: CalendarCut {
    static let word = "weekday"
    let timeZone: LocatedName?

    init?(beside object: DefinitionObject, in parser: ReportParser) { timeZone = parser.timeZone(beside: object) }

    var type: TableType { .integer }

    func code(of day: CalendarDate) -> Int64? { CalendarWeek.weekday(of: day) }

    func value(_ code: Int64) -> TableValue { .number(ExactDecimal(code)) }

    /// All seven, unless the days are part of one week.
    func codes(from first: CalendarDate, to last: CalendarDate) -> (first: Int64, last: Int64)? {
        guard CalendarWeek(of: first) == CalendarWeek(of: last) else { return (1, 7) }
        return (CalendarWeek.weekday(of: first), CalendarWeek.weekday(of: last))
    }
}
