/// An instant, as microseconds of UTC since 1970-01-01T00:00:00Z, within the years 1 to 9999.
public struct Timestamp: Hashable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z; leap seconds are not counted.
    public let microseconds: Int64

    /// 0001-01-01T00:00:00Z.
    public static let first = Timestamp(unchecked: firstMicrosecond)
    /// 9999-12-31T23:59:59.999999Z.
    public static let last = Timestamp(unchecked: lastMicrosecond)

    @usableFromInline static var firstMicrosecond: Int64 { -62_135_596_800_000_000 }
    @usableFromInline static var lastMicrosecond: Int64 { 253_402_300_799_999_999 }
    @usableFromInline static var microsecondsPerDay: Int64 { 86_400_000_000 }

    /// The instant this many microseconds after 1970-01-01T00:00:00Z; nil outside the years 1 to 9999.
    @inlinable
    public init?(microseconds: Int64) {
        guard microseconds >= Self.firstMicrosecond, microseconds <= Self.lastMicrosecond else { return nil }
        self.init(unchecked: microseconds)
    }

    @inlinable
    init(unchecked microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The nearest instant of the years 1 to 9999.
    @inlinable
    init(clamping microseconds: Int64) {
        self.init(unchecked: min(max(microseconds, Self.firstMicrosecond), Self.lastMicrosecond))
    }

    /// The start of a day in UTC.
    public init(startOfUTCDay date: CalendarDate) {
        self.init(unchecked: Int64(date.days) * Self.microsecondsPerDay)
    }

    /// The day in UTC.
    @inlinable
    public var utcDate: CalendarDate { CalendarDate(unchecked: Self.day(microseconds)) }

    /// The day (since 1970-01-01) in which a count of microseconds falls.
    @inlinable
    static func day(_ microseconds: Int64) -> Int {
        let (day, rest) = microseconds.quotientAndRemainder(dividingBy: microsecondsPerDay)
        return Int(truncatingIfNeeded: rest < 0 ? day &- 1 : day)
    }
}

extension Timestamp: Comparable {
    @inlinable
    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.microseconds < b.microseconds }
}
