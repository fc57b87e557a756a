import RefoldValues
@testable import RefoldReports

/// Cuts worked out from their definitions, day by day and digit by digit: the reference for the fast ones.
enum SlowCuts {
    /// 1 for Monday to 7, counted from Monday, 1 January 2024.
    static func weekday(_ day: CalendarDate) -> Int {
        let days = Int(day.days) - 19_723
        return (days % 7 + 7) % 7 + 1
    }

    /// The year of the week's Thursday, and the number of Thursdays in it so far.
    static func week(_ day: CalendarDate) -> String {
        let thursday = CalendarDate(days: Int(day.days) + 4 - weekday(day)) ?? day
        var (count, other) = (0, thursday)
        while other.year == thursday.year {
            count += 1
            guard let before = other.adding(days: -7) else { break }
            other = before
        }
        return padded(thursday.year, 4) + "-W" + padded(count, 2)
    }

    /// The months of the year that has the day, found by going back to its first month.
    private static func sinceStart(_ day: CalendarDate, _ startMonth: Int) -> (year: Int, months: Int) {
        var (year, month, count) = (day.year, day.month, 0)
        while month != startMonth {
            (year, month, count) = month == 1 ? (year - 1, 12, count + 1) : (year, month - 1, count + 1)
        }
        return (year, count)
    }

    static func year(_ day: CalendarDate, startMonth: Int) -> String {
        let (year, _) = sinceStart(day, startMonth)
        return startMonth == 1 ? "\(year)" : padded(year, 4) + "/" + String(padded(year + 1, 4).suffix(2))
    }

    static func quarter(_ day: CalendarDate, startMonth: Int) -> String {
        let (year, months) = sinceStart(day, startMonth)
        return (startMonth == 1 ? padded(year, 4) : self.year(day, startMonth: startMonth)) + "-Q\(months / 3 + 1)"
    }

    static func hour(_ time: Timestamp, _ zone: TimeZoneRules) -> String {
        let offset = Int64(zone.offset(at: time))
        let local = Timestamp(microseconds: time.microseconds + offset * 1_000_000)?.description ?? ""
        let (minutes, sign) = (abs(offset) / 60, offset < 0 ? "-" : "+")
        return local.prefix(13) + (offset == 0 ? "Z" : sign + padded(Int(minutes / 60), 2) + ":" + padded(Int(minutes % 60), 2)
            + (abs(offset) % 60 == 0 ? "" : ":" + padded(Int(abs(offset) % 60), 2)))
    }

    /// By comparing with each bound.
    static func band(_ number: ExactDecimal, _ bounds: [String]) -> (text: String, place: Int) {
        let place = bounds.count { ExactDecimal($0).map { $0 <= number } ?? false }
        if place == 0 { return ("below \(bounds[0])", 0) }
        return (place == bounds.count ? "\(bounds[place - 1]) and above" : "\(bounds[place - 1]) to below \(bounds[place])", place)
    }

    static func padded(_ number: Int, _ digits: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
