/// Why a text is not a time or a date.
public enum TimeError: Error, Hashable, Sendable, CaseIterable {
    /// Not the form of RFC 3339.
    case notATime
    /// Not the form `2024-03-01`.
    case notADate
    /// A day that does not exist, as 2023-02-29, or the year 0.
    case noSuchDay
    /// An hour, minute, second or offset out of range.
    case noSuchTimeOfDay
    /// A leap second, 23:59:60 in UTC: a time of RFC 3339 that this program does not count.
    case leapSecond
    /// A local time that the clocks of the zone skip.
    case skippedTime
    /// Neither the form of a local time nor that of RFC 3339.
    case notALocalTime
    /// A fraction finer than microseconds.
    case tooFine
    /// In UTC the time is before the year 1 or after 9999.
    case outOfRange
}

extension TimeError: CustomStringConvertible {
    /// What is wrong, as a clause for a ``Fault``.
    public var description: String {
        switch self {
        case .notATime: "not an RFC 3339 time"
        case .notADate: "not a date"
        case .noSuchDay: "the calendar has no such day"
        case .noSuchTimeOfDay: "no such time of day"
        case .leapSecond: "the time is a leap second, which is not counted"
        case .skippedTime: "the clocks of the zone skip the time"
        case .notALocalTime: "not a local time"
        case .tooFine: "the time is finer than microseconds"
        case .outOfRange: "the time is outside the years 0001 to 9999"
        }
    }

    /// What was expected instead, as a noun phrase for a ``Fault``.
    public var expected: String {
        switch self {
        case .notATime: "a time like 2024-03-01T09:30:00Z, with Z or an offset"
        case .notADate: "a date like 2024-03-01"
        case .noSuchDay: "a day of the Gregorian calendar, years 0001 to 9999"
        case .noSuchTimeOfDay: "hours to 23, minutes and seconds to 59"
        case .leapSecond: "seconds to 59"
        case .skippedTime: "a time that the clocks of the zone show"
        case .notALocalTime: "a time like 2024-03-01 09:30:00"
        case .tooFine: "at most six decimals of a second"
        case .outOfRange: "a time within the years 0001 to 9999, in UTC"
        }
    }
}
