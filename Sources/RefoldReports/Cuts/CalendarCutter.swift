import RefoldCore
import RefoldTables
import RefoldValues

/// Puts times and dates into cuts that are known from the local day.
struct CalendarCutter: CutCoder {
    private let cut: any CalendarCut
    /// Whether the code is the day itself.
    private let isDay: Bool
    private let column: Int
    private let isDate: Bool
    private let zone: TimeZoneRules
    /// The last lookup in the zone for each span of about a hundred days: rows come in the order of keys, not of time.
    private var hints = [TimeZoneRules.Hint](repeating: TimeZoneRules.Hint(), count: 256)
    /// The last computed days and their codes, by the day's low bits.
    private var days = [Int32](repeating: .min, count: 1024)
    private var codes = [Int64](repeating: 0, count: 1024)
    /// The first day that falls into no cut, whatever the order of rows.
    private var outside: CalendarDate?
    /// The code of such days.
    private static let noCut = Int64.min

    /// - Parameter column: of times or days, in the complete block.
    init(_ cut: any CalendarCut, of column: Int, isDate: Bool, zone: TimeZoneRules) {
        self.cut = cut
        isDay = cut is DayCut
        self.column = column
        self.isDate = isDate
        self.zone = zone
    }

    mutating func code(_ block: RowBlock, _ rows: [Int32], place: Int, width: Int, into keys: inout [Int64]) throws(RefoldError) {
        try block.cut(column, of: rows, place: place, width: width, into: &keys) { (row) throws(RefoldError) in try code(block.integer(row, column)) }
    }

    /// The code of a column's integer.
    @inline(__always)
    mutating func code(_ units: Int64) throws(RefoldError) -> Int64 {
        let date: CalendarDate
        if isDate {
            guard let known = CalendarDate(days: Int(units)) else { throw Self.outsideCalendar("a day") }
            date = known
        } else {
            guard let time = Timestamp(microseconds: units) else { throw Self.outsideCalendar("a time") }
            date = zone.date(of: time, hint: &hints[Int(truncatingIfNeeded: units >> 43) & 255])
        }
        if isDay { return Int64(date.days) }
        let place = Int(date.days) & 1023
        if days[place] != date.days {
            let code = cut.code(of: date)
            if code == nil { outside = min(date, outside ?? date) }
            days[place] = date.days
            codes[place] = code ?? Self.noCut
        }
        return codes[place]
    }

    func value(_ code: Int64) throws(RefoldError) -> TableValue {
        if code == Self.noCut, let outside { throw cut.outside(outside) }
        return cut.value(code)
    }

    var ends: (first: Int64, last: Int64)? { cut.codes(from: .first, to: .last) }

    func codes(of period: Period) -> (first: Int64, last: Int64)? {
        period.to.adding(days: -1).flatMap { cut.codes(from: period.from, to: $0) }
    }

    static func outsideCalendar(_ what: String) -> RefoldError {
        RefoldError(.failed, "the read model holds \(what) outside the years 0001 to 9999", remedy: "rebuild the projection with --accept")
    }
}
