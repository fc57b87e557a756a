/// A finished table of figures, such as a report. It knows nothing of formats or databases.
///
/// What its ``head`` has can be asked of the table itself: `table.columns`.
@dynamicMemberLookup
public struct FigureTable: Hashable, Sendable {
    /// What is known before the first line.
    public var head: TableHead
    /// One value per column, null in row columns; nil if the definition asks for no totals.
    ///
    /// An amount is null here if the currency is a row column: there is no total over several currencies.
    public var totals: [TableValue]?
    /// Line by line, as many values each as there are columns.
    public var cells: [TableValue]
    /// In the order in which they are shown.
    public var subtotals: [Subtotal] = []

    /// Figures over some lines that stand together.
    public struct Subtotal: Hashable, Sendable {
        /// How many lines stand before it.
        public var after: Int
        /// The columns in which its lines agree: indexes of the table's columns, ascending.
        public var agreeing: [Int]
        /// One value per column, null in other row columns.
        public var values: [TableValue]

        /// - Parameter values: one per column of the table.
        public init(after: Int, agreeing: [Int], values: [TableValue]) { (self.after, self.agreeing, self.values) = (after, agreeing, values) }
    }

    /// - Parameter cells: line by line; only complete lines.
    public init(_ head: TableHead, cells: [TableValue], totals: [TableValue]? = nil) {
        (self.head, self.cells, self.totals) = (head, cells, totals)
    }

    /// The same, with a head that says nothing but this.
    public init(
        name: String, title: String, interval: TableInterval, bound: Int64, columns: [TableColumn], cells: [TableValue],
        totals: [TableValue]?
    ) {
        self.init(TableHead(name: name, title: title, interval: interval, bound: bound, columns: columns), cells: cells, totals: totals)
    }

    /// What the head has.
    public subscript<Value>(dynamicMember member: WritableKeyPath<TableHead, Value>) -> Value {
        get { head[keyPath: member] }
        set { head[keyPath: member] = newValue }
    }

    /// How many lines it has, without totals.
    public var rowCount: Int { head.columns.isEmpty ? 0 : cells.count / head.columns.count }

    /// The values of a line, from 0.
    public func row(_ index: Int) -> ArraySlice<TableValue> {
        cells[index * head.columns.count..<(index + 1) * head.columns.count]
    }

    /// The totals with `total` in the first row column; nil if there are none, or no row column to say so.
    public var labelledTotals: [TableValue]? {
        guard var line = totals, let label = head.label(of: .total) else { return nil }
        line[label.place] = .text(label.text)
        return line
    }

    /// All lines in the order in which they are shown, each subtotal after its lines, and then the total.
    public func forEachLine<Failure: Error>(_ body: (_ kind: LineKind, _ values: ArraySlice<TableValue>) throws(Failure) -> Void) throws(Failure) {
        var subtotals = subtotals[...]
        for index in 0...rowCount {
            while let next = subtotals.first, next.after <= index {
                try body(.subtotal(agreeing: next.agreeing), next.values[...])
                subtotals.removeFirst()
            }
            guard index < rowCount else { break }
            try body(head.others.contains(index) ? .others : .line, row(index))
        }
        if let totals { try body(.total, totals[...]) }
    }
}
