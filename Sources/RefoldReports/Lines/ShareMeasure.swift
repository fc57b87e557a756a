import RefoldDefinitions
import RefoldTables
import RefoldValues

/// A figure divided by the same measure over all lines, or over those that agree in the columns of `within`; null if that is 0.
struct ShareMeasure: LineFunction {
    static let word = "share"
    static let parameters = ["within", "scale", "rounding"]
    static let isOfSums = true
    static let extent = LineExtent.whole

    let scale: Int
    let rounding: Rounding

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let (scale, rounding) = parser.ratio(object) else { return nil }
        (self.scale, self.rounding) = (scale, rounding)
    }

    func type(of operand: TableType) -> TableType { .decimal(scale: scale) }

    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue] {
        try series.values.map { (value) throws(DecimalError) in
            guard let part = value.number, let whole = series.whole.number, whole.mantissa != 0 else { return .null }
            return .number(try part.divided(by: whole, scale: scale, rounding: rounding))
        }
    }

    func rule(_ operand: String, along cut: String?) -> String {
        "\(operand) divided by that of all lines together, rounded \(rounding.rawValue) to \(scale) decimals"
    }
}
