/// The rows that a table covers, as the output states them.
public struct TableInterval: Hashable, Sendable {
    /// The first instant or day of the interval; null if no period was given.
    public var from: TableValue
    /// The first instant or day after the interval.
    public var to: TableValue
    /// The zone of the period and of truncated times.
    public var timeZone: String

    public init(from: TableValue, to: TableValue, timeZone: String) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
    }

    /// Of a table that covers all rows.
    public static let all = TableInterval(from: .null, to: .null, timeZone: "UTC")

    /// For people: `from 2012-01-01 to before 2013-01-01, Europe/Rome`; nil if no period was given.
    public var phrase: String? {
        from.isNull ? nil : "from \(from.plain) to before \(to.plain), \(timeZone)"
    }
}
