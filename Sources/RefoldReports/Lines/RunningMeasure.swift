import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The sum of a measure over all lines up to this one, along a cut. Nulls are passed over.
struct RunningMeasure: LineFunction {
    static let word = "running"
    static let parameters = ["along"]
    static let isOfSums = true
    static let extent = LineExtent.cut

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue] {
        var sum: ExactDecimal?
        var figures: [TableValue] = []
        for value in series.values {
            if let number = value.number { sum = try sum.map { (sum) throws(DecimalError) in try sum.adding(number) } ?? number }
            figures.append(sum.map { .number($0) } ?? .null)
        }
        return figures
    }

    func rule(_ operand: String, along cut: String?) -> String { "\(operand) added up over every \(cut ?? "") up to this one" }

    var reach: LineReach { .upTo }
}
