import RefoldValues

/// A week of ISO 8601, from Monday to Sunday. It belongs to the year that has its Thursday.
struct CalendarWeek: Hashable, Sendable {
    /// Weeks since the one of 1970-01-01, a Thursday.
    let number: Int64

    init(number: Int64) { self.number = number }

    /// The week that a day falls into.
    init(of day: CalendarDate) { number = Int64(Self.floor(Int(day.days) + 3, 7)) }

    /// A week by its year and its number in it, from 1; nil if the year has no such week.
    init?(year: Int, week: Int) {
        // January 4 is always in the first week.
        guard let day = CalendarDate(year: year, month: 1, day: 4), week >= 1 else { return nil }
        self.init(number: Self(of: day).number + Int64(week) - 1)
        guard thursday?.year == year else { return nil }
    }

    /// Every week that has a day of the calendar has its Thursday in it.
    private var thursday: CalendarDate? { CalendarDate(days: Int(number) * 7) }

    /// The Monday; nil if it lies outside the calendar.
    var monday: CalendarDate? { CalendarDate(days: Int(number) * 7 - 3) }

    /// `2024-W37`.
    var text: String {
        guard let thursday else { return "" }
        let week = (Int(thursday.days) - Int(thursday.startOfYear.days)) / 7 + 1
        return "\(thursday.description.prefix(4))-W\(week < 10 ? "0" : "")\(week)"
    }

    /// 1 for Monday to 7 for Sunday.
    static func weekday(of day: CalendarDate) -> Int64 { Int64(day.days) + 3 - Int64(floor(Int(day.days) + 3, 7)) * 7 + 1 }

    private static func floor(_ number: Int, _ divisor: Int) -> Int { number >= 0 ? number / divisor : -((divisor - 1 - number) / divisor) }
}
