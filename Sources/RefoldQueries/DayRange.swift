import RefoldValues

/// A half-open range of days. Either end may be left open.
public struct DayRange: Hashable, Sendable {
    /// The first day; nil if the range has no beginning.
    public var from: CalendarDate?
    /// The first day after the range; nil if it has no end.
    public var to: CalendarDate?

    /// All days.
    public static let always = DayRange()

    /// The days from the first one up to but excluding the second one.
    public init(from: CalendarDate? = nil, to: CalendarDate? = nil) {
        self.from = from
        self.to = to
    }

    /// The range in days since 1970; an open end is that of the calendar, whose last day is in the range.
    public var days: Range<Int64> {
        let first = Int64((from ?? .first).days)
        return first..<max(first, to.map { Int64($0.days) } ?? Int64(CalendarDate.last.days) + 1)
    }
}
