import RefoldValues

/// What a chart takes of the lines of a table: the cells of its columns, of at most ``most`` lines.
struct ChartLines {
    /// One line. Subtotals and the total are none.
    struct Line {
        var x: TableValue
        var series: TableValue
        /// One per column of the chart's figures.
        var figures: [ExactDecimal?]
        /// Of each figure the currency that its line names; null for others.
        var currencies: [TableValue]
    }

    let chart: Chart
    let columns: [TableColumn]
    private(set) var lines: [Line] = []
    /// How many lines the table has.
    private(set) var count = 0
    private let places: Places?
    /// Why the chart cannot be drawn of these columns, as a sentence; nil if it can.
    let fault: String?

    /// Charts of more lines are not drawn.
    static let most = 10_000
    /// The same in words.
    static var limit: String { "\(HTMLNumber.grouped(most)) lines" }

    private struct Places {
        var x: Int
        var figures: [Int]
        var series: Int?
        var currencies: [Int?]
    }

    init(_ chart: Chart, of head: TableHead) {
        self.chart = chart
        columns = head.columns
        do throws(ChartFault) {
            places = try Self.places(chart, head.columns)
            fault = nil
        } catch {
            places = nil
            fault = error.sentence
        }
    }

    /// The columns of the figures, in the order of ``Line/figures``.
    var figureColumns: [TableColumn] { places?.figures.map { columns[$0] } ?? [] }
    var xColumn: TableColumn? { places.map { columns[$0.x] } }
    var seriesColumn: TableColumn? { places?.series.map { columns[$0] } }

    mutating func add(_ kind: LineKind, _ values: [TableValue]) {
        switch kind {
        case .line, .others: count += 1
        case .subtotal, .total: return
        }
        guard let places, count <= Self.most else {
            // They are not drawn, and need not be held.
            lines = []
            return
        }
        lines.append(
            Line(
                x: Self.value(values[places.x], kind), series: places.series.map { Self.value(values[$0], kind) } ?? .null,
                figures: places.figures.map { values[$0].number }, currencies: places.currencies.map { $0.map { values[$0] } ?? .null }))
    }

    private static func value(_ value: TableValue, _ kind: LineKind) -> TableValue {
        kind == .others && value.isNull ? .text(TableHead.othersLabel) : value
    }

    private static func places(_ chart: Chart, _ columns: [TableColumn]) throws(ChartFault) -> Places {
        func place(_ name: String) throws(ChartFault) -> Int {
            guard let place = columns.firstIndex(where: { ExactText($0.name) == ExactText(name) }) else { throw ChartFault("the table has no column \(name)") }
            return place
        }
        let x = try place(chart.x)
        if columns[x].type == .json { throw ChartFault("the column \(chart.x) has JSON, which no axis can show") }
        if chart.y.isEmpty { throw ChartFault("it names no column of figures") }
        var figures: [Int] = []
        for name in chart.y {
            let place = try place(name)
            guard columns[place].type.isNumeric else { throw ChartFault("the column \(name) has no numbers") }
            figures.append(place)
        }
        var series: Int?
        if let name = chart.series {
            if figures.count > 1 { throw ChartFault("a chart with a column of series has one column of figures, and this one has \(figures.count)") }
            series = try place(name)
        }
        var currencies: [Int?] = []
        for place in figures {
            guard case .money(.column(let name)) = columns[place].type else {
                currencies.append(nil)
                continue
            }
            currencies.append(columns.firstIndex { ExactText($0.name) == ExactText(name) })
        }
        return Places(x: x, figures: figures, series: series, currencies: currencies)
    }
}
