import RefoldValues

/// What a table says of itself, and its columns: all that is known before its first line.
public struct TableHead: Hashable, Sendable {
    /// The report's name, as `fines/by-month`, or that of a read model.
    public var name: String
    /// The title, for people.
    public var title: String
    /// What the table says, for people; nil if its definition does not say.
    public var description: String?
    /// The tests that were typed beside the definition: only rows that meet them are counted.
    public var typedTests: [String] = []
    /// The rows that it covers.
    public var interval: TableInterval
    /// The zone in which HTML, Markdown and XLSX show times. The table of texts shows them in UTC, as CSV and JSON have them.
    public var zone = TimeZoneRules.utc
    /// The position up to which events are included in the figures.
    public var bound: Int64
    /// How many events that the projection reads can be seen past ``bound``; nil if nobody looked.
    public var behind: Int64?
    /// The checks that lines break, for a report that is written all the same; else empty.
    public var failedChecks: [FailedCheck] = []
    /// Whether rows that it counts wait for parked events, or may: of some events nobody can tell.
    public var isIncomplete = false
    /// The moments that the figures are as of, as texts; empty if they are as of the bound.
    public var asOf: [String] = []
    /// The day up to whose end ages count, and at whose end `"@as_of"` is; nil if no figure depends on it, or if there is a moment.
    public var day: CalendarDate?
    /// Whether the moment of each line stands in the first column.
    public var hasMomentColumn = false
    /// The numbers, from 0, of the lines that stand for those past the report's limit. Their first column has ``othersLabel`` instead of a value,
    /// unless it is one by which they are kept apart.
    public var others: [Int] = []
    /// The row columns, then the measures.
    public var columns: [TableColumn]
    /// What formats that can draw show above the lines.
    public var charts: [Chart] = []
    /// What pages say of the source of the figures, in this order.
    public var facts: [TableFact] = []

    /// What stands for the values of a column in a line of others.
    public static let othersLabel = "(others)"

    /// A head that says nothing but what every table has; all else is set afterwards.
    public init(name: String, title: String, interval: TableInterval = .all, bound: Int64, columns: [TableColumn]) {
        (self.name, self.title, self.interval, self.bound, self.columns) = (name, title, interval, bound, columns)
    }
}
