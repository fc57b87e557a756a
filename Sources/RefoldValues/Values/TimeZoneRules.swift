/// The local time of one time zone: every change of its offset from UTC.
///
/// Lookups take a ``Hint`` that the caller keeps outside its loop: events come in order of time, so nearly all fall into the span of the
/// last answer. From the horizon on, the year 2500 in practice, the changes repeat those of 400 years before, as the calendar does.
public struct TimeZoneRules: Hashable, Sendable {
    private let table: ZoneTable

    /// The name in the IANA database, as `Europe/Rome`.
    public var name: String { table.name }
    /// The instants of change, microseconds since 1970 in UTC, ascending.
    public var changes: [Int64] { table.changes }

    /// UTC itself: no change, offset 0.
    public static let utc = TimeZoneRules(name: "UTC", firstOffset: 0, changes: [])

    /// A zone with an offset of `firstOffset` seconds before the first of `changes`, and then the offset of each.
    ///
    /// - Parameters:
    ///   - changes: ascending, before the horizon; seconds ahead of UTC, less than two days.
    ///   - horizon: microseconds since 1970, the start of a year: in the 400 years before it changes go by rules for all years alone.
    public init(name: String, firstOffset: Int, changes: [(at: Timestamp, offset: Int)], horizon: Int64 = Self.leastHorizon) {
        table = ZoneTable(
            name: name, changes: changes.map(\.at.microseconds), offsets: ([firstOffset] + changes.map(\.offset)).map { Int64($0) * 1_000_000 },
            horizon: horizon)
    }

    /// A hash of the name and of all that the zone says: equal for equal rules on every machine, however they are written down.
    public var digest: UInt64 {
        let words = ["\(table.horizon)"] + changes.map { "\($0)" } + table.offsets.map { "\($0)" }
        return Array(([name] + words).joined(separator: " ").utf8).span.stableHash
    }

    /// 2500-01-01T00:00:00Z, in microseconds since 1970: the horizon of a zone whose last single change lies before 2100.
    public static let leastHorizon: Int64 = 16_725_225_600_000_000
    /// 400 years, 146,097 days: the period of the calendar, whole weeks.
    static let cycle: Int64 = 146_097 * Timestamp.microsecondsPerDay

    /// The span between two changes that the last lookup found. A new hint matches nothing.
    public struct Hint: Hashable, Sendable {
        @usableFromInline var start: Int64
        @usableFromInline var end: Int64
        /// Microseconds ahead of UTC.
        @usableFromInline var offset: Int64

        /// A new hint, which matches nothing.
        @inlinable
        public init() {
            self.init(start: 0, end: 0, offset: 0)
        }

        @inlinable
        init(start: Int64, end: Int64, offset: Int64) {
            (self.start, self.end, self.offset) = (start, end, offset)
        }
    }

    /// The span of unchanged offset around an instant.
    @usableFromInline
    func span(around instant: Int64) -> Hint {
        let horizon = table.horizon
        guard instant >= horizon else { return table.span(around: instant) }
        let back = ((instant - horizon) / Self.cycle + 1) * Self.cycle
        let earlier = table.span(around: instant - back)
        return Hint(start: max(earlier.start, horizon - Self.cycle) + back, end: min(earlier.end, horizon) + back, offset: earlier.offset)
    }

    @inlinable
    func offsetMicroseconds(at instant: Int64, hint: inout Hint) -> Int64 {
        if instant < hint.start || instant >= hint.end { hint = span(around: instant) }
        return hint.offset
    }
}

extension TimeZoneRules {
    /// Seconds that local time is ahead of UTC at `time`.
    @inlinable
    public func offset(at time: Timestamp, hint: inout Hint) -> Int32 {
        Int32(truncatingIfNeeded: offsetMicroseconds(at: time.microseconds, hint: &hint) / 1_000_000)
    }

    /// Seconds that local time is ahead of UTC at `time`.
    public func offset(at time: Timestamp) -> Int32 {
        var hint = Hint()
        return offset(at: time, hint: &hint)
    }

    /// The local day of `time`. A day before 0001-01-01 or after 9999-12-31 becomes that limit.
    ///
    /// `hint` must come from lookups of this zone: keep one outside each loop.
    @inlinable
    public func date(of time: Timestamp, hint: inout Hint) -> CalendarDate {
        let local = time.microseconds &+ offsetMicroseconds(at: time.microseconds, hint: &hint)
        return Timestamp(clamping: local).utcDate
    }

    /// The local day of `time`. In a loop, keep a ``Hint`` and pass it in.
    public func date(of time: Timestamp) -> CalendarDate {
        var hint = Hint()
        return date(of: time, hint: &hint)
    }

    /// The first instant whose local time is at or after midnight of `date`. If there are two midnights, the first; if midnight is skipped,
    /// the first instant after the gap; if the zone skipped `date`, the start of the next day. Limited to the years 1 to 9999.
    public func startOfDay(_ date: CalendarDate) -> Timestamp {
        let midnight = Int64(date.days) * Timestamp.microsecondsPerDay
        // No offset reaches two days, so the instant is not before the span that begins this search.
        var span = span(around: midnight - 2 * Timestamp.microsecondsPerDay)
        while true {
            let instant = max(span.start, midnight - span.offset)
            if instant < span.end { return Timestamp(clamping: instant) }
            span = self.span(around: span.end)
        }
    }
}
