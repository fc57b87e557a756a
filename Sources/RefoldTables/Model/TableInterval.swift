/// The rows that a table covers, as the output states them.
public struct TableInterval: Hashable, Sendable {
    /// The first instant or day of the interval; null if no period was given.
    public var from: TableValue
    /// The first instant or day after the interval.
    public var to: TableValue
    /// The zone of the period and of truncated times.
    public var timeZone: String

    /// - Parameters:
    ///   - from: the first instant or day; null if no period was given.
    ///   - to: the first instant or day after; null if `from` is.
    ///   - timeZone: the name of the zone of the period.
    public init(from: TableValue, to: TableValue, timeZone: String) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
    }

    /// Of a table that covers all rows.
    public static let all = TableInterval(from: .null, to: .null, timeZone: "UTC")

    /// For people, as the table of texts has it, times in UTC; see ``TableHead/periodText`` for pages:
    /// `from 2012-01-01 to before 2013-01-01, Europe/Rome`; nil if no period was given.
    public var phrase: String? {
        from.isNull ? nil : "from \(from.plain) to before \(to.plain), \(timeZone)"
    }
}
