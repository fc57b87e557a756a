import RefoldValues

/// Days and times as spreadsheets count them: days since 1899-12-30.
enum XLSXSerial {
    /// Of 1970-01-01.
    private static let offset: Int64 = 25_569
    /// From 1900-03-01, before which Excel counts a 29 February that was none, to 9999-12-31.
    private static let range: ClosedRange<Int64> = 61...2_958_465

    private static let microsecondsOfDay: Int64 = 86_400_000_000
    /// What spreadsheets show of a second. They would round the rest, if need be up to the next day.
    private static let shown: Int64 = 1_000

    /// Whether a time has milliseconds.
    static func hasFraction(_ time: Timestamp) -> Bool {
        let rest = time.microseconds % 1_000_000
        return (rest < 0 ? rest + 1_000_000 : rest) >= shown
    }

    /// The number of a day; nil if there is none.
    static func number(of date: CalendarDate) -> Int64? {
        let number = Int64(date.days) + offset
        return range.contains(number) ? number : nil
    }

    /// Appends the number of a local time, given as microseconds since 1970-01-01T00:00:00 on the clocks of its zone.
    ///
    /// It is cut to milliseconds, and has at most twelve decimals: half a microsecond is 5.8 × 10^-12 days.
    /// - Returns: false if there is none, and nothing is appended.
    static func append(local microseconds: Int64, to xml: inout [UInt8]) -> Bool {
        var (day, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsOfDay)
        if rest < 0 { (day, rest) = (day - 1, rest + microsecondsOfDay) }
        guard range.contains(day + offset) else { return false }
        rest -= rest % shown
        // A microsecond is 10^12 / 86,400,000,000 = 625 / 54 units of the twelfth decimal. The last of a day does not round up to the next.
        var (units, decimals) = ((day + offset) * 1_000_000_000_000 + (rest * 625 + 27) / 54, 12)
        while decimals > 0, units % 10 == 0 { (units, decimals) = (units / 10, decimals - 1) }
        ExactDecimal.appendDecimal(units: units, scale: decimals, to: &xml)
        return true
    }
}
