/// An hour as clocks of a zone show it, with one offset from UTC; shorter than sixty minutes where the offset changes within it.
public struct LocalHour: Hashable, Sendable {
    /// The first instant, in microseconds since 1970.
    public let start: Int64
    /// The instant after the last.
    public let end: Int64
    /// Microseconds that local time is ahead of UTC.
    let offset: Int64

    /// `2024-09-14T10+02:00`; with an offset of 0 `2024-09-14T10Z`. Seconds of an offset are written only if there are some.
    public var text: String {
        let local = Timestamp(clamping: start + offset)
        var bytes: [UInt8] = []
        local.utcDate.appendText(to: &bytes)
        bytes.append(UInt8(ascii: "T"))
        CalendarDate.append(Int((local.microseconds - Int64(local.utcDate.days) * Timestamp.microsecondsPerDay) / TimeZoneRules.hour), digits: 2, to: &bytes)
        let seconds = Int(offset.magnitude / 1_000_000)
        if seconds == 0 { return String(decoding: bytes, as: UTF8.self) + "Z" }
        bytes.append(UInt8(ascii: offset < 0 ? "-" : "+"))
        for (place, part) in [seconds / 3600, seconds / 60 % 60, seconds % 60].enumerated() where place < 2 || part != 0 {
            if place > 0 { bytes.append(UInt8(ascii: ":")) }
            CalendarDate.append(part, digits: 2, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension TimeZoneRules {
    /// Microseconds of an hour.
    static let hour: Int64 = 3_600_000_000

    /// The local hour of an instant, in microseconds since 1970. Of one whose local day lies outside the years 1 to 9999, the nearest hour inside.
    ///
    /// `hint` must come from lookups of this zone: keep one outside each loop.
    public func hour(around instant: Int64, hint: inout Hint) -> LocalHour {
        let offset = offsetMicroseconds(at: instant, hint: &hint)
        let local = Timestamp(clamping: instant + offset).microseconds
        let rest = local % Self.hour
        let begin = local - (rest < 0 ? rest + Self.hour : rest) - offset
        let end = begin + Self.hour
        if begin >= hint.start, end <= hint.end { return LocalHour(start: begin, end: end, offset: offset) }
        // Changes that leave the offset as it is, as those of a name, divide no hour.
        var (first, after) = (hint.start, hint.end)
        while first > begin, first != .min {
            let before = span(around: first - 1)
            guard before.offset == offset else { break }
            first = before.start
        }
        while after < end, after != .max {
            let next = span(around: after)
            guard next.offset == offset else { break }
            after = next.end
        }
        return LocalHour(start: max(begin, first), end: min(end, after), offset: offset)
    }

    /// The local hour of an instant. In a loop, keep a ``Hint`` and pass it in.
    public func hour(around instant: Int64) -> LocalHour {
        var hint = Hint()
        return hour(around: instant, hint: &hint)
    }
}
