import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The average of a measure over the last cuts, this one among them; null unless each of them has a line with a figure.
struct MovingMeasure: LineFunction {
    static let word = "moving"
    static let parameters = ["along", "last", "scale", "rounding"]
    static let extent = LineExtent.cut

    let count: Int
    let scale: Int
    let rounding: Rounding

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        let count = object.required("last").flatMap { $0.integer(2...1000) }
        guard let (scale, rounding) = parser.ratio(object), let count else { return nil }
        (self.count, self.scale, self.rounding) = (count, scale, rounding)
    }

    func type(of operand: TableType) -> TableType { if case .money = operand { operand } else { .decimal(scale: scale) } }

    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue] {
        try series.values.indices.map { (index) throws(DecimalError) in
            let numbers = window(index, series).compactMap { series.values[$0].number }
            guard numbers.count == count, var sum = numbers.first else { return .null }
            for number in numbers.dropFirst() { sum = try sum.adding(number) }
            return .number(try sum.divided(by: ExactDecimal(Int64(count)), scale: scale, rounding: rounding))
        }
    }

    /// The places of the last lines; fewer than are needed if one has no line.
    private func window(_ index: Int, _ series: LineSeries) -> ClosedRange<Int> {
        guard index + 1 >= count else { return index...index }
        var code = series.cuts[index]
        for place in (index + 1 - count..<index).reversed() {
            guard let earlier = series.before(code), series.cuts[place] == earlier else { return index...index }
            code = earlier
        }
        return index + 1 - count...index
    }

    func rule(_ operand: String, along cut: String?) -> String {
        "the average of \(operand) over \(count) times \(cut ?? ""), rounded \(rounding.rawValue) to \(scale) decimals"
    }

    var reach: LineReach { .steps(Array(0..<count)) }
}
