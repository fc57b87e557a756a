/// A finished report, which writers turn into bytes. It knows nothing of formats or databases.
public struct ReportTable: Hashable, Sendable {
    /// The report's name, as `fines/by-month`.
    public var name: String
    /// The title, for people.
    public var title: String
    /// What the report says, for people; nil if its definition does not say.
    public var description: String?
    /// The tests that were typed beside the definition: only rows that meet them are counted.
    public var typedTests: [String] = []
    /// The rows that it covers.
    public var interval: ReportInterval
    /// The position up to which events are included in the figures.
    public var bound: Int64
    /// How many events that the projection reads can be seen past ``bound``; nil if nobody looked.
    public var behind: Int64?
    /// The checks that lines of this report break, for a report that is written all the same; else empty.
    public var failedChecks: [FailedCheck] = []
    /// Whether rows that it counts wait for parked events, or may: of some events nobody can tell.
    public var isIncomplete = false
    /// The moments that the figures are as of, as texts; empty if they are as of the bound.
    public var asOf: [String] = []
    /// Whether the moment of each line stands in the first column.
    public var hasMomentColumn = false
    /// The row columns, then the measures.
    public var columns: [ReportColumn]
    /// One value per column, null in row columns; nil if the definition asks for no totals.
    ///
    /// An amount is null here if the currency is a row column: there is no total over several currencies.
    public var totals: [ReportValue]?
    /// Line by line, ``columns`` values each.
    var cells: [ReportValue]
    /// The lines, from 0, that stand for those past the report's limit. Their first column has ``othersLabel`` instead of a value, unless it is
    /// one by which they are kept apart.
    public internal(set) var others: [Int] = []
    /// In the order in which they are shown.
    public internal(set) var subtotals: [Subtotal] = []

    /// What stands for the values of a column in a line of others.
    public static let othersLabel = "(others)"

    /// Figures over some lines that stand together.
    public struct Subtotal: Hashable, Sendable {
        /// How many lines stand before it.
        public var after: Int
        /// The columns in which its lines agree: indexes of ``ReportTable/columns``, ascending.
        public var agreeing: [Int]
        /// One value per column, null in other row columns.
        public var values: [ReportValue]
    }

    /// - Parameter cells: line by line; only complete lines.
    public init(
        name: String, title: String, interval: ReportInterval, bound: Int64, columns: [ReportColumn], cells: [ReportValue],
        totals: [ReportValue]?
    ) {
        self.name = name
        self.title = title
        self.interval = interval
        self.bound = bound
        self.columns = columns
        self.cells = cells
        self.totals = totals
    }

    /// How many lines it has, without totals.
    public var rowCount: Int { columns.isEmpty ? 0 : cells.count / columns.count }

    /// The totals with `total` in the first row column; nil if there are none, or no row column to say so.
    var labelledTotals: [ReportValue]? {
        guard var line = totals, columns.first?.isRowColumn == true else { return nil }
        line[0] = .text("total")
        return line
    }

    /// The values of a line, from 0.
    public func row(_ index: Int) -> ArraySlice<ReportValue> {
        cells[index * columns.count..<(index + 1) * columns.count]
    }
}

/// The rows that a report covers, as the output states them.
public struct ReportInterval: Hashable, Sendable {
    /// The first instant or day of the interval; null if no period was given.
    public var from: ReportValue
    /// The first instant or day after the interval.
    public var to: ReportValue
    /// The zone of the period and of truncated times.
    public var timeZone: String

    public init(from: ReportValue, to: ReportValue, timeZone: String) {
        self.from = from
        self.to = to
        self.timeZone = timeZone
    }
}
