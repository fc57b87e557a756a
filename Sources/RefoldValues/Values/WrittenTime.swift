/// What becomes of times that a ``Timestamp`` cannot hold.
public enum TimePrecision: String, Hashable, Sendable {
    /// They are refused.
    case exact
    /// What is finer than a microsecond is cut off, and a leap second is taken as the second before it: 23:59:60.5 as 23:59:59.5.
    case truncate
}

/// A time as it is written, with or without a zone.
struct WrittenTime {
    private let date: CalendarDate?
    private let hour: Int
    private let minute: Int
    /// 60 in a leap second.
    private let second: Int
    private var microseconds = 0
    private var isFiner = false
    /// The minutes by which it is ahead of UTC; nil if no zone is written.
    private(set) var offset: Int?

    /// A time of RFC 3339, which has a zone.
    init(_ bytes: Span<UInt8>, in range: Range<Int>) throws(TimeError) {
        guard range.count >= 20, bytes[range.lowerBound + 10] | 0x20 == UInt8(ascii: "t") else { throw .notATime }
        try self.init(anyForm: bytes, in: range)
        guard offset != nil else { throw .notATime }
    }

    /// A time that may have no zone and no seconds, with a blank or a `T` after the day.
    init(anyForm bytes: Span<UInt8>, in range: Range<Int>) throws(TimeError) {
        let (start, end) = (range.lowerBound, range.upperBound)
        guard range.count >= 16, bytes[start + 10] | 0x20 == UInt8(ascii: "t") || bytes[start + 10] == 0x20,
            bytes[start + 13] == UInt8(ascii: ":"), bytes[start + 4] == UInt8(ascii: "-"), bytes[start + 7] == UInt8(ascii: "-")
        else { throw .notATime }
        var digits = DigitReader()
        let (year, month, day) = (digits.four(bytes, at: start), digits.two(bytes, at: start + 5), digits.two(bytes, at: start + 8))
        (hour, minute) = (digits.two(bytes, at: start + 11), digits.two(bytes, at: start + 14))
        var index = start + 16
        if index < end, bytes[index] == UInt8(ascii: ":") {
            guard index + 2 < end else { throw .notATime }
            second = digits.two(bytes, at: index + 1)
            index += 3
        } else {
            guard index == end else { throw .notATime }
            second = 0
        }
        guard digits.areAll else { throw .notATime }
        date = CalendarDate(year: year, month: month, day: day)
        try readFraction(bytes, &index, to: end)
        if index < end { offset = try Self.offset(bytes, from: index, to: end) }
    }

    /// The instant, by the zone that is written, or else by that of the clocks that showed it.
    ///
    /// - Throws: the reason if there is none.
    func timestamp(_ precision: TimePrecision, in zone: TimeZoneRules = .utc) throws(TimeError) -> Timestamp {
        guard let date else { throw .noSuchDay }
        guard hour < 24, minute < 60, second <= 60 else { throw .noSuchTimeOfDay }
        if second == 60 {
            // A leap second is the last of a day in UTC, wherever it is written.
            let inUTC = hour * 60 + minute - (offset ?? 0)
            guard (inUTC + 1) % 1440 == 0 || offset == nil else { throw .noSuchTimeOfDay }
            if precision == .exact { throw .leapSecond }
        }
        guard precision == .truncate || !isFiner else { throw .tooFine }
        let seconds = (hour * 60 + minute - (offset ?? 0)) * 60 + min(second, 59)
        let microseconds = Int64(date.days) * Timestamp.microsecondsPerDay + Int64(seconds * 1_000_000 + microseconds)
        if offset == nil {
            guard let instant = zone.instant(ofLocal: microseconds) else { throw .skippedTime }
            guard let time = Timestamp(microseconds: instant) else { throw .outOfRange }
            return time
        }
        guard let time = Timestamp(microseconds: microseconds) else { throw .outOfRange }
        return time
    }

    private mutating func readFraction(_ bytes: Span<UInt8>, _ index: inout Int, to end: Int) throws(TimeError) {
        guard index < end, bytes[index] == UInt8(ascii: ".") else { return }
        index += 1
        let first = index
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            if index - first < 6 {
                microseconds = microseconds * 10 + Int(digit)
            } else if digit != 0 {
                isFiner = true
            }
            index += 1
        }
        guard index > first else { throw .notATime }
        for _ in 0..<max(0, 6 - (index - first)) { microseconds *= 10 }
    }

    /// The minutes by which local time is ahead of UTC, from `Z` or `±hh:mm`, which must fill the rest.
    private static func offset(_ bytes: Span<UInt8>, from index: Int, to end: Int) throws(TimeError) -> Int {
        let sign = bytes[index]
        if end - index == 1, sign | 0x20 == UInt8(ascii: "z") { return 0 }
        guard end - index == 6, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-"), bytes[index + 3] == UInt8(ascii: ":") else {
            throw .notATime
        }
        var digits = DigitReader()
        let (hours, minutes) = (digits.two(bytes, at: index + 1), digits.two(bytes, at: index + 4))
        guard digits.areAll else { throw .notATime }
        guard hours < 24, minutes < 60 else { throw .noSuchTimeOfDay }
        return (hours * 60 + minutes) * (sign == UInt8(ascii: "-") ? -1 : 1)
    }
}

extension Timestamp {
    /// The time written in RFC 3339 in `range` of `bytes`, of the precision that is asked for.
    @inlinable
    public init(_ bytes: Span<UInt8>, in range: Range<Int>, _ precision: TimePrecision) throws(TimeError) {
        if let time = Self(utc: bytes, in: range) {
            self = time
        } else {
            self = try Self.written(bytes, in: range, precision)
        }
    }

    @usableFromInline
    static func written(_ bytes: Span<UInt8>, in range: Range<Int>, _ precision: TimePrecision) throws(TimeError) -> Timestamp {
        try WrittenTime(bytes, in: range).timestamp(precision)
    }

    /// The time that clocks of a zone showed: `2024-03-01 09:30:00`, `2024-03-01T09:30:00.25`, `2024-03-01 09:30`. A text that states its
    /// own zone is the time that it says.
    ///
    /// Of a time that clocks show twice the earlier is meant.
    /// - Throws: `.skippedTime` for a time that they never show, else the reason why it is not one.
    public init(local bytes: Span<UInt8>, in zone: TimeZoneRules) throws(TimeError) {
        do throws(TimeError) {
            self = try WrittenTime(anyForm: bytes, in: bytes.indices).timestamp(.exact, in: zone)
        } catch .notATime {
            throw .notALocalTime
        }
    }
}
