extension Timestamp {
    /// The time written in RFC 3339 in `bytes`: `2024-03-01T09:30:00.25Z`, `2024-03-01t10:30:00+01:00`.
    public init(_ bytes: Span<UInt8>) throws(TimeError) {
        try self.init(bytes, in: bytes.indices)
    }

    /// The time written in RFC 3339 in `range` of `bytes`.
    ///
    /// `T` and `Z` may be lower case; offsets reach ±23:59; any number of decimals is accepted if those after the sixth are zero. The
    /// common forms in UTC (`…Z`, up to six decimals) are read without a call.
    @inlinable
    public init(_ bytes: Span<UInt8>, in range: Range<Int>) throws(TimeError) {
        if let time = Self(utc: bytes, in: range) {
            self = time
        } else {
            try self.init(anyForm: bytes, in: range)
        }
    }

    /// The time written in RFC 3339; nil if the text is not one.
    public init?(_ text: String) {
        let utf8 = text.utf8
        do { try self.init(utf8.span) } catch { return nil }
    }

    /// The forms `2024-03-01T09:30:00Z` to `2024-03-01T09:30:00.123456Z`; nil only means that it is none of these.
    @inlinable
    init?(utc bytes: Span<UInt8>, in range: Range<Int>) {
        let start = range.lowerBound
        let length = range.count
        guard length >= 20, length <= 27,
            bytes[start &+ 4] == UInt8(ascii: "-"), bytes[start &+ 7] == UInt8(ascii: "-"),
            bytes[start &+ 10] == UInt8(ascii: "T"), bytes[start &+ 13] == UInt8(ascii: ":"),
            bytes[start &+ 16] == UInt8(ascii: ":"), bytes[start &+ length &- 1] == UInt8(ascii: "Z")
        else { return nil }
        var digits = DigitReader()
        let year = digits.four(bytes, at: start)
        let month = digits.two(bytes, at: start &+ 5)
        let day = digits.two(bytes, at: start &+ 8)
        let hour = digits.two(bytes, at: start &+ 11)
        let minute = digits.two(bytes, at: start &+ 14)
        let second = digits.two(bytes, at: start &+ 17)
        var fraction = 0
        if length > 20 {
            guard length > 21, bytes[start &+ 19] == UInt8(ascii: ".") else { return nil }
            var index = 20
            while index < length &- 1 {
                fraction = fraction &* 10 &+ digits.one(bytes, at: start &+ index)
                index &+= 1
            }
            while index < 26 {
                fraction = fraction &* 10
                index &+= 1
            }
        }
        guard digits.areAll, hour < 24, minute < 60, second < 60,
            let date = CalendarDate(year: year, month: month, day: day)
        else { return nil }
        let seconds = (hour &* 60 &+ minute) &* 60 &+ second
        self.init(unchecked: Int64(date.days) &* Self.microsecondsPerDay &+ Int64(seconds &* 1_000_000 &+ fraction))
    }

    /// Any form; throws the reason if it is not one.
    @usableFromInline
    init(anyForm bytes: Span<UInt8>, in range: Range<Int>) throws(TimeError) {
        self = try WrittenTime(bytes, in: range).timestamp(.exact)
    }

    /// Appends the time in RFC 3339 in UTC, its fraction without trailing zeros: `2024-03-01T09:30:00.25Z`.
    public func appendRFC3339(to bytes: inout [UInt8]) {
        let date = utcDate
        var rest = Int(microseconds - Int64(date.days) * Self.microsecondsPerDay)
        date.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        CalendarDate.append(rest / 3_600_000_000, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        CalendarDate.append(rest / 60_000_000 % 60, digits: 2, to: &bytes)
        bytes.append(UInt8(ascii: ":"))
        CalendarDate.append(rest / 1_000_000 % 60, digits: 2, to: &bytes)
        rest %= 1_000_000
        if rest > 0 {
            bytes.append(UInt8(ascii: "."))
            var place = 100_000
            while rest > 0 {
                bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest / place))
                rest %= place
                place /= 10
            }
        }
        bytes.append(UInt8(ascii: "Z"))
    }
}

extension Timestamp: CustomStringConvertible {
    /// The time in RFC 3339 in UTC.
    public var description: String {
        var bytes: [UInt8] = []
        appendRFC3339(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
