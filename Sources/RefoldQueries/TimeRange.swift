import RefoldValues

/// A half-open range of time. Either end may be left open.
public struct TimeRange: Hashable, Sendable {
    /// The first instant of the range; nil if it has no beginning.
    public var from: Timestamp?
    /// The first instant after the range; nil if it has no end.
    public var to: Timestamp?

    /// All of time.
    public static let always = TimeRange()

    public init(from: Timestamp? = nil, to: Timestamp? = nil) {
        self.from = from
        self.to = to
    }

    /// The days from the first one up to but excluding the second one, in a time zone.
    public init(from first: CalendarDate?, to end: CalendarDate?, in zone: TimeZoneRules = .utc) {
        self.init(from: first.map(zone.startOfDay), to: end.map(zone.startOfDay))
    }

    /// The range in microseconds since 1970; an open end is that of the calendar.
    public var microseconds: Range<Int64> {
        let first = from?.microseconds ?? Timestamp.first.microseconds
        return first..<max(first, to?.microseconds ?? Timestamp.last.microseconds + 1)
    }
}
