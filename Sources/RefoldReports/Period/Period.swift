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

    /// Reads `2024`, `2024-Q3`, `2024-09`, `2024-09-14`, `2024-09-01/2024-10-01`, `today`, `yesterday`, `last-month`, `last-quarter`
    /// or `last-year`.
    ///
    /// - Parameters:
    ///   - today: the day in the report's zone that relative periods are based on.
    ///   - place: the place of the text, for faults.
    /// - Throws: status 2 for another form, a day that does not exist, or an empty period.
    public init(_ text: String, today: CalendarDate, at place: Place = .named("--period")) throws(RefoldError) {
        let reader = PeriodReader(text: text, place: place)
        if let period = Self.relative(text, today: today) {
            guard let period else { throw reader.error("the period lies outside the calendar", expected: "years 0001 to 9999") }
            self = period
        } else {
            self = try reader.absolute()
        }
    }

    /// The words for relative periods.
    public static let words = ["today", "yesterday", "last-month", "last-quarter", "last-year"]

    /// Nil if the text is not such a word; inside that, nil if the period would leave the calendar.
    private static func relative(_ text: String, today: CalendarDate) -> Period?? {
        switch text {
        case "today": .some(Period(today, today.adding(days: 1)))
        case "yesterday": .some(Period(today.adding(days: -1), today))
        case "last-month": .some(Period(today.startOfMonth.adding(months: -1), today.startOfMonth))
        case "last-quarter": .some(Period(today.startOfQuarter.adding(months: -3), today.startOfQuarter))
        case "last-year": .some(Period(today.startOfYear.adding(months: -12), today.startOfYear))
        default: nil
        }
    }

    init?(_ from: CalendarDate?, _ to: CalendarDate?) {
        guard let from, let to else { return nil }
        self.init(from: from, to: to)
    }
}

extension CalendarDate {
    /// The first day of this day's quarter.
    fileprivate var startOfQuarter: CalendarDate { startOfMonth.adding(months: -((month - 1) % 3)) ?? startOfMonth }
}
