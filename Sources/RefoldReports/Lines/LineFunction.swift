import RefoldDefinitions
import RefoldTables
import RefoldValues

/// A kind of measure that is worked out from the lines of a report, such as `running`: how it is read, which measures it takes, and its figures.
///
/// A value is one use of it, with what the definition says beside its word. ``LineFunctionTable`` lists the kinds; all others know only this.
protocol LineFunction: Hashable, Sendable {
    /// The key of the definition.
    static var word: String { get }
    /// The keys that may stand beside it.
    static var parameters: [String] { get }
    /// Which lines are looked at together.
    static var extent: LineExtent { get }
    /// Whether it adds figures of lines up, so that these have to be of measures that add up.
    static var isOfSums: Bool { get }

    /// Reads what stands beside the word; nil after a finding.
    init?(beside object: DefinitionObject, in parser: ReportParser)

    /// What the measure that it looks at would have to be; nil if this type will do.
    func refusal(of operand: TableType) -> String?

    /// What its figures are, for a measure of that type.
    func type(of operand: TableType) -> TableType

    /// The figures of the lines of a series, in their order.
    func figures(of series: LineSeries) throws(DecimalError) -> [TableValue]

    /// How a figure follows from the figures of the measure that it looks at, in words that end before the figure.
    func rule(_ operand: String, along cut: String?) -> String

    /// The lines of a series whose figures go into that of one of them.
    var reach: LineReach { get }
}

/// Which lines a measure looks at together. Lines of two currencies never are, if it looks at amounts of money.
enum LineExtent {
    /// Those that differ in one cut alone.
    case cut
    /// All, or those that agree in the columns of `within`.
    case whole
    /// All.
    case all
}

extension LineFunction {
    /// Whether both are the same kind of measure, with the same beside it.
    func isEqual(to other: any LineFunction) -> Bool { other as? Self == self }

    func refusal(of operand: TableType) -> String? { operand.isNumeric ? nil : "a measure that is a number" }
    func type(of operand: TableType) -> TableType { operand }
    var reach: LineReach { .all }
    static var isOfSums: Bool { false }
}

/// The kinds of measures that are worked out from lines, in the order in which messages list their words.
enum LineFunctionTable {
    static let functions: [any LineFunction.Type] = [
        RunningMeasure.self,
        PreviousMeasure.self,
        ChangeMeasure.self,
        GrowthMeasure.self,
        MovingMeasure.self,
        ShareMeasure.self,
        RankMeasure.self,
    ]

    static let words = functions.map { $0.word }

    /// The keys that may stand beside a word.
    static func keys(beside word: String) -> [String] { function(word)?.parameters ?? [] }

    /// The kind of a word; nil if there is none.
    static func function(_ word: String) -> (any LineFunction.Type)? { functions.first { $0.word == word } }
}
