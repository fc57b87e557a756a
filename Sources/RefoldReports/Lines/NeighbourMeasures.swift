import RefoldDefinitions
import RefoldTables
import RefoldValues

/// The figure of the cut one before, or as many as `by` says; null if that cut has no line.
struct PreviousMeasure: LineFunction {
    static let word = "previous"
    static let parameters = ["along", "by"]
    static let extent = LineExtent.cut

    let steps: Int

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let steps = parser.steps(object) else { return nil }
        self.steps = steps
    }

    func refusal(of operand: TableType) -> String? { nil }

    func figures(of series: LineSeries) -> [TableValue] {
        series.values.indices.map { index in series.place(before: index, by: steps).map { series.values[$0] } ?? .null }
    }

    func rule(_ operand: String, along cut: String?) -> String { "\(operand) of the \(Self.words(cut, steps)) before" }

    var reach: LineReach { .steps([steps]) }

    /// `month`; if it is not the one before, `month, 3 steps`.
    static func words(_ cut: String?, _ steps: Int) -> String { (cut ?? "") + (steps == 1 ? "" : ", \(steps) steps") }
}

/// The difference to the figure of the cut before; null if one of the two is.
struct ChangeMeasure: LineFunction {
    static let word = "change"
    static let parameters = ["along", "by"]
    static let extent = LineExtent.cut

    let steps: Int

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let steps = parser.steps(object) else { return nil }
        self.steps = steps
    }

    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue] {
        try series.values.indices.map { (index) throws(DecimalError) in
            guard let (own, earlier) = series.pair(index, steps) else { return .null }
            return .number(try own.subtracting(earlier))
        }
    }

    func rule(_ operand: String, along cut: String?) -> String {
        "\(operand) minus that of the \(PreviousMeasure.words(cut, steps)) before"
    }

    var reach: LineReach { .steps([0, steps]) }
}

/// The ratio to the figure of the cut before, minus 1; null if one of the two is, or if that one is 0.
struct GrowthMeasure: LineFunction {
    static let word = "growth"
    static let parameters = ["along", "by", "scale", "rounding"]
    static let extent = LineExtent.cut

    let steps: Int
    let scale: Int
    let rounding: Rounding

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let (scale, rounding) = parser.ratio(object), let steps = parser.steps(object) else { return nil }
        (self.steps, self.scale, self.rounding) = (steps, scale, rounding)
    }

    func type(of operand: TableType) -> TableType { .decimal(scale: scale) }

    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue] {
        try series.values.indices.map { (index) throws(DecimalError) in
            guard let (own, earlier) = series.pair(index, steps), earlier.mantissa != 0 else { return .null }
            // The difference is divided, not the figure: so it is rounded once, and away from or towards 0 as the rounding says.
            return .number(try own.subtracting(earlier).divided(by: earlier, scale: scale, rounding: rounding))
        }
    }

    func rule(_ operand: String, along cut: String?) -> String {
        "\(operand) divided by that of the \(PreviousMeasure.words(cut, steps)) before, minus 1, rounded \(rounding.rawValue) to \(scale) decimals"
    }

    var reach: LineReach { .steps([0, steps]) }
}

extension LineSeries {
    /// The number of a line and that of the line so many cuts before it; nil if one of them is missing or null.
    fileprivate func pair(_ index: Int, _ steps: Int) -> (own: ExactDecimal, earlier: ExactDecimal)? {
        guard let own = values[index].number, let earlier = place(before: index, by: steps).flatMap({ values[$0].number }) else { return nil }
        return (own, earlier)
    }
}

extension ReportParser {
    /// The number of cuts between two lines, 1 if nothing is said; nil after a finding.
    func steps(_ object: DefinitionObject) -> Int? {
        guard let value = object.optional("by") else { return 1 }
        return value.integer(1...1000)
    }

    /// The scale of a ratio, which has to be stated, and its rounding; nil after a finding.
    func ratio(_ object: DefinitionObject) -> (scale: Int, rounding: Rounding)? {
        guard object.required("scale") != nil, let (scale, rounding) = rounding(object), let scale else { return nil }
        return (scale, rounding)
    }
}
