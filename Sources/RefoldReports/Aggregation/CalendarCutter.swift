import RefoldProjections
import RefoldValues

/// Truncates times and dates to days, months or years, as integers: days since 1970, months since the year 0, years.
struct CalendarCutter {
    private let unit: CalendarUnit
    private let isDate: Bool
    private let zone: TimeZoneRules
    /// The last lookup in the zone for each span of about a hundred days: rows come in the order of keys, not of time.
    private var hints = [TimeZoneRules.Hint](repeating: TimeZoneRules.Hint(), count: 256)
    /// The last computed days and their codes, by the day's low bits.
    private var days = [Int32](repeating: .min, count: 1024)
    private var codes = [Int64](repeating: 0, count: 1024)

    init(_ unit: CalendarUnit, isDate: Bool, zone: TimeZoneRules) {
        self.unit = unit
        self.isDate = isDate
        self.zone = zone
    }

    /// The code of a column's integer.
    ///
    /// - Throws: status 1 for a value outside the calendar.
    @inline(__always)
    mutating func code(_ units: Int64) throws(RefoldError) -> Int64 {
        let date: CalendarDate
        if isDate {
            guard let known = CalendarDate(days: Int(units)) else { throw Self.outside("a day") }
            date = known
        } else {
            guard let time = Timestamp(microseconds: units) else { throw Self.outside("a time") }
            date = zone.date(of: time, hint: &hints[Int(truncatingIfNeeded: units >> 43) & 255])
        }
        if unit == .day { return Int64(date.days) }
        let place = Int(date.days) & 1023
        if days[place] != date.days {
            let parts = date.components
            days[place] = date.days
            codes[place] = Int64(unit == .year ? parts.year : parts.year * 12 + parts.month - 1)
        }
        return codes[place]
    }

    /// The cell of a code: a date, a text `2024-09`, a number.
    func value(_ code: Int64) -> ReportValue {
        switch unit {
        case .day: CalendarDate(days: Int(code)).map { .date($0) } ?? .null
        case .month: CalendarDate(year: Int(code) / 12, month: Int(code) % 12 + 1, day: 1).map { .text($0.monthText) } ?? .null
        case .year: .number(ExactDecimal(code))
        }
    }

    private static func outside(_ what: String) -> RefoldError {
        RefoldError(.failed, "the read model holds \(what) outside the years 0001 to 9999", remedy: "rebuild the projection with --accept")
    }
}
