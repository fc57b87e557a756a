import RefoldValues

/// Makes drawings of the lines of a chart. Values of different currencies, and amounts and plain numbers, never share an axis.
struct ChartPlan {
    /// The chart's title, or one made of its columns.
    let title: String
    private(set) var plots: [ChartPlot] = []
    /// Why something is not drawn.
    private(set) var sentences: [String] = []

    /// A chart of more currencies draws the first of them.
    static let mostCurrencies = 12

    /// Figures of one unit: their numbers in the lines, and the currency of lines that they are of; nil if all lines are.
    private struct Part {
        var figures: [Int]
        var unit: String
        var currency: TableValue?
    }

    init(_ lines: ChartLines, zone: TimeZoneRules) {
        let columns = lines.figureColumns
        title = lines.chart.shownTitle ?? Self.title(columns, lines)
        if let fault = lines.fault {
            sentences = [fault]
        } else if lines.count > ChartLines.most {
            sentences = [ChartFault("the table has \(HTMLNumber.grouped(lines.count)) lines, and a chart shows at most \(ChartLines.limit)").sentence]
        } else if lines.count == 0 {
            sentences = [ChartFault("the table has no lines").sentence]
        } else {
            let parts = parts(of: lines, &sentences)
            for part in parts { draw(part, of: lines, isOnly: parts.count == 1, zone) }
            if parts.isEmpty { sentences.append(ChartFault("there are no values").sentence) }
        }
    }

    private static func title(_ columns: [TableColumn], _ lines: ChartLines) -> String {
        let figures = Self.names(columns.map(\.heading))
        let series = lines.seriesColumn.map { " and \($0.heading)" } ?? ""
        return figures.isEmpty ? "Chart" : "\(figures) by \(lines.xColumn?.heading ?? lines.chart.x)\(series)"
    }

    /// Of many names the first are enough for a title.
    private static func names(_ all: [String]) -> String {
        guard all.count > mostNamed else { return all.joined(separator: ", ") }
        return all.prefix(mostNamed - 1).joined(separator: ", ") + " and \(all.count - mostNamed + 1) others"
    }

    private static let mostNamed = 6

    /// The figures by unit, in the order of the first of each, those of lines with a currency by currency.
    private func parts(of lines: ChartLines, _ sentences: inout [String]) -> [Part] {
        var (order, groups): ([TableType], [TableType: [Int]]) = ([], [:])
        for (number, column) in lines.figureColumns.enumerated() {
            let unit = if case .money = column.type { column.type } else { TableType.integer }
            if groups[unit] == nil { order.append(unit) }
            groups[unit, default: []].append(number)
        }
        var parts: [Part] = []
        for unit in order {
            let figures = groups[unit] ?? []
            switch unit {
            case .money(.fixed(let currency)): parts.append(Part(figures: figures, unit: currency.code))
            case .money(.column):
                let used = lines.lines.flatMap { line in figures.compactMap { line.figures[$0] == nil ? nil : line.currencies[$0] } }
                let currencies = Set(used).sorted { TableValue.order($0, $1) < 0 }
                if currencies.count > Self.mostCurrencies {
                    sentences.append("\(currencies.count - Self.mostCurrencies) more currencies are not drawn; the table has them.")
                }
                for currency in currencies.prefix(Self.mostCurrencies) {
                    parts.append(Part(figures: figures, unit: currency.isNull ? "no currency" : currency.plain, currency: currency))
                }
            default: parts.append(Part(figures: figures, unit: ""))
            }
        }
        return parts
    }

    private mutating func draw(_ part: Part, of lines: ChartLines, isOnly: Bool, _ zone: TimeZoneRules) {
        var title = title
        if !isOnly {
            let names = Self.names(part.figures.map { lines.figureColumns[$0].heading })
            // A title that is made of the columns would name those of other drawings too.
            if part.figures.count < lines.figureColumns.count {
                title = lines.chart.shownTitle.map { "\($0): \(names)" } ?? "\(names) by \(lines.xColumn?.heading ?? "")"
            }
        }
        if part.currency != nil { title += ", \(part.unit)" }
        let own = part.currency.map { currency in lines.lines.filter { line in part.figures.contains { line.currencies[$0] == currency } } } ?? lines.lines
        do throws(ChartFault) {
            let places = ChartPlaces(own.map(\.x), kind: lines.chart.kind, zone: zone)
            var series = try lines.seriesColumn == nil ? columns(part.figures, own, lines, places) : values(part.figures[0], own, lines, places, zone)
            series.removeAll { $0.values.allSatisfy { $0 == nil } }
            if series.isEmpty { throw ChartFault("there are no values") }
            var plot = ChartPlot(
                kind: lines.chart.kind, isStacked: lines.chart.isStacked, title: title, xHeading: lines.xColumn?.heading ?? "", places: places,
                series: series, unit: part.unit)
            plot.measure = part.figures.count == 1 ? lines.figureColumns[part.figures[0]].heading : nil
            try plot.limitSeries()
            plots.append(plot)
        } catch {
            sentences.append(isOnly ? error.sentence : "\(title): " + error.sentence)
        }
    }
}
