import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The place of a figure among those of all lines: 1 is the largest. Equal figures share a place, and the next ones are left out: 1, 1, 3.
struct RankMeasure: LineFunction {
    static let word = "rank"
    static let parameters: [String] = []
    static let extent = LineExtent.all

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func type(of operand: TableType) -> TableType { .integer }

    func figures(of series: LineSeries) -> [TableValue] {
        let order = series.values.indices.filter { !series.values[$0].isNull }.sorted { TableValue.order(series.values[$0], series.values[$1]) > 0 }
        var figures = [TableValue](repeating: .null, count: series.values.count)
        var rank = 0
        for (place, index) in order.enumerated() {
            if place == 0 || TableValue.order(series.values[order[place - 1]], series.values[index]) != 0 { rank = place + 1 }
            figures[index] = .number(ExactDecimal(Int64(rank)))
        }
        return figures
    }

    func rule(_ operand: String, along cut: String?) -> String { "the place of \(operand) among all lines, the largest first" }
}
