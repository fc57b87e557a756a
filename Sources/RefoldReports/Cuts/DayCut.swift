import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The local day.
struct DayCut: CalendarCut {
    static let word = "day"
    let timeZone: LocatedName?

    /// In the zone of the period.
    init() { timeZone = nil }

    init?(beside object: DefinitionObject, in parser: ReportParser) { timeZone = parser.timeZone(beside: object) }

    var type: TableType { .date }

    func code(of day: CalendarDate) -> Int64? { Int64(day.days) }

    func value(_ code: Int64) -> TableValue { CalendarDate(days: Int(code)).map { .date($0) } ?? .null }
}
