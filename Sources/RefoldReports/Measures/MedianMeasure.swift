import RefoldCore
import RefoldDefinitions
import RefoldValues

/// The value in the middle, by nearest rank: of an even number of values the lower one of the two.
struct MedianMeasure: AggregateFunction {
    static let word = "median"
    static let keepsValues = true
    static let isOfOneRow = true

    private var rank: NearestRank { .median }

    init?(beside object: DefinitionObject, in parser: ReportParser) {}

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func rule(of values: ExplainedValues) -> String { "the median of \(rank.rule(of: values))" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { rank.tally(of: plan, memory) }
}
