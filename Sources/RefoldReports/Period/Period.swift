import RefoldValues

/// A range of whole days, closed at the start and open at the end, as given by `--period`.
///
/// The instants depend on a zone, which the report defines.
public struct Period: Hashable, Sendable {
    /// The first day.
    public var from: CalendarDate
    /// The day after the last.
    public var to: CalendarDate

    /// - Returns: nil if the range is empty.
    public init?(from: CalendarDate, to: CalendarDate) {
        guard from < to else { return nil }
        self.from = from
        self.to = to
    }

    /// Reads `2024`, `2024-Q3`, `2024-09`, `2024-W37`, `2024-09-14`, `2024-09-01/2024-10-01`, one of ``words``, and what a report has
    /// beside these, as `2024/25-Q1` and `calendar:P1`.
    ///
    /// - Parameters:
    ///   - today: the day in the report's zone that relative periods are based on.
    ///   - names: what the report has beside the periods of every report.
    ///   - place: the place of the text, for faults.
    /// - Throws: status 2 for another form, a day that does not exist, or an empty period.
    public init(_ text: String, today: CalendarDate, of names: PeriodNames = .none, at place: Place = .named("--period")) throws(RefoldError) {
        let reader = PeriodReader(text: text, place: place, names: names)
        if let word = RelativePeriod(rawValue: text) {
            guard let period = word.days(on: today) else { throw reader.error("the period lies outside the calendar", expected: "years 0001 to 9999") }
            self = period
        } else {
            self = try reader.absolute()
        }
    }

    /// The words for relative periods.
    public static let words = RelativePeriod.allCases.map(\.rawValue)

    init?(_ from: CalendarDate?, _ to: CalendarDate?) {
        guard let from, let to else { return nil }
        self.init(from: from, to: to)
    }
}
