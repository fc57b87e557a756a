import RefoldValues

/// The places of an axis of time: its unit, and where dates lie on it.
struct CalendarScale: Hashable {
    var unit: CalendarUnit
    var zone: TimeZoneRules
    /// Whether years are named as `2012/13`. Then quarters and years are those of a fiscal year.
    var isFiscal = false

    /// The place of the first day of a month.
    func place(year: Int, month: Int) -> Int64 {
        switch unit {
        case .years: return Int64(year)
        case .quarters: return Int64(year * 4 + (month - 1) / 3)
        case .months: return Int64(year * 12 + month - 1)
        case .weeks: return Self.week(firstOf: year) ?? 0
        case .days, .instants: return CalendarDate(year: year, month: month, day: 1).map(place) ?? 0
        }
    }

    /// The place of a day, on an axis of days or instants.
    func place(_ date: CalendarDate) -> Int64 { unit == .days ? Int64(date.days) : zone.startOfDay(date).microseconds }

    /// The day on or before a place, on an axis of days or instants.
    func date(_ place: Int64) -> CalendarDate {
        if unit == .days { return CalendarDate(days: Int(place)) ?? .first }
        return Timestamp(microseconds: place).map { zone.date(of: $0) } ?? .first
    }

    /// The year in which a place lies.
    func year(_ place: Int64) -> Int {
        switch unit {
        case .years: return Int(place)
        case .quarters: return Int(place) / 4
        case .months: return Int(place) / 12
        case .weeks: return CalendarDate(days: Int(place) * 7)?.year ?? 1
        case .days, .instants: return date(place).year
        }
    }

    /// The year for people.
    func name(ofYear year: Int) -> String {
        guard isFiscal else { return "\(year)" }
        return "\(year)/" + ((year + 1) % 100 < 10 ? "0" : "") + "\((year + 1) % 100)"
    }

    /// The number of the first week of a year: the one that has January 4. Weeks are counted from the one of 1970-01-01.
    static func week(firstOf year: Int) -> Int64? {
        CalendarDate(year: year, month: 1, day: 4).map { Int64((Double(Int($0.days) + 3) / 7).rounded(.down)) }
    }

    static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
