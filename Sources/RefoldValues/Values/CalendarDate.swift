/// A day of the proleptic Gregorian calendar, years 1 to 9999, as days since 1970-01-01.
public struct CalendarDate: Hashable, Sendable {
    /// Days since 1970-01-01, from -719,162 (0001-01-01) to 2,932,896 (9999-12-31).
    public let days: Int32

    /// 0001-01-01.
    public static let first = CalendarDate(unchecked: firstDay)
    /// 9999-12-31.
    public static let last = CalendarDate(unchecked: lastDay)

    @usableFromInline static var firstDay: Int { -719_162 }
    @usableFromInline static var lastDay: Int { 2_932_896 }

    /// The day this many days after 1970-01-01; nil outside the years 1 to 9999.
    @inlinable
    public init?(days: Int) {
        guard days >= Self.firstDay, days <= Self.lastDay else { return nil }
        self.init(unchecked: days)
    }

    /// The day with these numbers; nil if it does not exist.
    @inlinable
    public init?(year: Int, month: Int, day: Int) {
        guard year >= 1, year <= 9999, month >= 1, month <= 12, day >= 1,
            day <= 28 || day <= Self.days(inMonth: month, of: year)
        else { return nil }
        self.init(unchecked: Self.daysSince1970(year: year, month: month, day: day))
    }

    @inlinable
    init(unchecked days: Int) {
        self.days = Int32(truncatingIfNeeded: days)
    }

    /// Year, month and day, as a calendar shows them.
    public struct Components: Hashable, Sendable {
        /// 1 to 9999.
        public let year: Int
        /// 1 to 12.
        public let month: Int
        /// 1 to 31.
        public let day: Int
    }

    /// Year, month and day.
    ///
    /// Years are counted from March, so that the leap day is the last of its year and the months have one pattern of lengths.
    public var components: Components {
        let sinceMarchOfYear0 = Int(days) + 719_468
        let era = sinceMarchOfYear0 / 146_097
        let dayOfEra = sinceMarchOfYear0 - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        return Components(
            year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1)
    }

    /// The year, 1 to 9999.
    public var year: Int { components.year }
    /// The month, 1 to 12.
    public var month: Int { components.month }
    /// The day of the month, 1 to 31.
    public var day: Int { components.day }

    /// Days since 1970-01-01 of a real day of the years 1 to 9999.
    @inlinable
    static func daysSince1970(year: Int, month: Int, day: Int) -> Int {
        let marchYear = month <= 2 ? year &- 1 : year
        let monthFromMarch = month <= 2 ? month &+ 9 : month &- 3
        let leapDays = marchYear / 4 &- marchYear / 100 &+ marchYear / 400
        return 365 &* marchYear &+ leapDays &+ (153 &* monthFromMarch &+ 2) / 5 &+ day &- 719_469
    }

    /// The number of days of a month (1 to 12).
    @inlinable
    static func days(inMonth month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension CalendarDate: Comparable {
    @inlinable
    public static func < (a: CalendarDate, b: CalendarDate) -> Bool { a.days < b.days }
}

extension CalendarDate {
    /// The day `count` days later (earlier if negative); nil outside the years 1 to 9999.
    public func adding(days count: Int) -> CalendarDate? {
        let (days, overflow) = Int(days).addingReportingOverflow(count)
        return overflow ? nil : CalendarDate(days: days)
    }

    /// The same day of the month `count` months later, or that month's last day if it is shorter; nil outside the years 1 to 9999.
    public func adding(months count: Int) -> CalendarDate? {
        let date = components
        let (months, overflow) = (date.year * 12 + date.month - 1).addingReportingOverflow(count)
        guard !overflow, months >= 12 else { return nil }
        let (year, month) = (months / 12, months % 12 + 1)
        return CalendarDate(year: year, month: month, day: min(date.day, Self.days(inMonth: month, of: year)))
    }

    /// The first day of this day's month.
    public var startOfMonth: CalendarDate { CalendarDate(unchecked: Int(days) - day + 1) }

    /// The first day of this day's year.
    public var startOfYear: CalendarDate { CalendarDate(unchecked: Self.daysSince1970(year: year, month: 1, day: 1)) }
}
