import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The local hour with its offset from UTC, `2024-09-14T10+02:00`: two hours of one name at the end of summer time are two cuts.
struct HourCut: RowCut {
    static let word = "hour"
    static let parameters = ["timeZone"]
    let timeZone: LocatedName?

    init?(beside object: DefinitionObject, in parser: ReportParser) { timeZone = parser.timeZone(beside: object) }

    func resolve(_ column: ColumnSchema, at place: Int, _ named: LocatedName, in planner: ReportPlanner) -> (coder: any CutCoder, type: TableType)? {
        guard column.type.content == .timestamp else {
            planner.noteType(of: column, at: named, expected: "a timestamp", remedy: column.type.content == .date ? "a date has no hours: cut it by day" : nil)
            return nil
        }
        return planner.zone(ofCut: column, named, timeZone).map { (HourCutter(of: place, zone: $0), .text) }
    }
}

/// Puts times into local hours. The code of one is its first instant, in microseconds since 1970.
struct HourCutter: CutCoder {
    private let column: Int
    private let zone: TimeZoneRules
    /// The last lookup in the zone for each span of about a hundred days.
    private var hints = [TimeZoneRules.Hint](repeating: TimeZoneRules.Hint(), count: 256)

    init(of column: Int, zone: TimeZoneRules) {
        self.column = column
        self.zone = zone
    }

    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        try block.cut(column, of: rows, place: place, width: width, into: &keys) { (row) throws(RefoldError) in
            let units = block.integer(row, column)
            guard let time = Timestamp(microseconds: units) else { throw CalendarCutter.outsideCalendar("a time") }
            return zone.hour(around: time.microseconds, hint: &hints[Int(truncatingIfNeeded: units >> 43) & 255]).start
        }
    }

    func value(_ code: Int64) -> TableValue { .text(zone.hour(around: code).text) }

    var ends: (first: Int64, last: Int64)? {
        (zone.hour(around: Timestamp.first.microseconds).start, zone.hour(around: Timestamp.last.microseconds).start)
    }

    func next(_ code: Int64) -> Int64 { zone.hour(around: code).end }

    func previous(_ code: Int64) -> Int64 { zone.hour(around: code - 1).start }

    func codes(of period: Period) -> (first: Int64, last: Int64)? {
        let (from, to) = (zone.startOfDay(period.from).microseconds, zone.startOfDay(period.to).microseconds)
        guard from < to else { return nil }
        return (zone.hour(around: from).start, zone.hour(around: to - 1).start)
    }
}
