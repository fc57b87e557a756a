import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// Bands of the whole days from a time or a date up to the day of the report: `below 30`, `30 to below 60`, `60 and above`.
struct AgeCut: RowCut {
    static let word = "age"
    static let parameters = ["at"]
    let bands: Bands

    /// The days of the calendar.
    private static let days = Int(CalendarDate.last.days) - Int(CalendarDate.first.days)

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let bands = parser.bands(beside: object, like: "[30, 60, 90]", { $0.integer(-Self.days...Self.days).map { ExactDecimal(Int64($0)) } }) else { return nil }
        self.bands = bands
    }

    func resolve(_ column: ColumnSchema, at place: Int, _ named: LocatedName, in planner: ReportPlanner) -> (coder: any CutCoder, type: TableType)? {
        guard column.type.content.isTime else {
            planner.noteType(
                of: column, at: named, expected: "a timestamp or a date", remedy: column.type.isNumeric ? "write {bands: \"\(column.name)\", at: [30, 60, 90]} for a number" : nil)
            return nil
        }
        guard let zone = planner.zone(named: planner.definition.period?.timeZone ?? "UTC") else { return nil }
        return (AgeCutter(bands, of: place, isDate: column.type.content == .date, zone: zone), .text)
    }
}

/// Puts times and dates into bands of their age in days. The code is the number of the band.
struct AgeCutter: CutCoder {
    private let bands: Bands
    private let starts: [Int128]
    private let column: Int
    private let isDate: Bool
    private let zone: TimeZoneRules
    private var hints = [TimeZoneRules.Hint](repeating: TimeZoneRules.Hint(), count: 256)
    /// The day of the report; it is given before rows are read.
    private var day = CalendarDate.first

    init(_ bands: Bands, of column: Int, isDate: Bool, zone: TimeZoneRules) {
        (self.bands, self.column, self.isDate, self.zone) = (bands, column, isDate, zone)
        starts = bands.starts(scale: 0)
    }

    var usesDay: Bool { true }

    func on(_ day: CalendarDate) -> any CutCoder {
        var cutter = self
        cutter.day = day
        return cutter
    }

    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        try block.cut(column, of: rows, place: place, width: width, into: &keys) { (row) throws(RefoldError) in
            let units = block.integer(row, column)
            var date: CalendarDate?
            if isDate {
                date = CalendarDate(days: Int(units))
            } else if let time = Timestamp(microseconds: units) {
                date = zone.date(of: time, hint: &hints[Int(truncatingIfNeeded: units >> 43) & 255])
            }
            guard let date else { throw CalendarCutter.outsideCalendar(isDate ? "a day" : "a time") }
            return Bands.band(of: Int128(day.days - date.days), starts)
        }
    }

    func value(_ code: Int64) -> TableValue { .text(bands.text(Int(code))) }

    var ends: (first: Int64, last: Int64)? { nil }

    func codes(of period: Period) -> (first: Int64, last: Int64)? { nil }
}
