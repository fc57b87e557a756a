import RefoldCore
import RefoldDefinitions
import RefoldValues

/// The value at the nearest rank.
struct PercentileMeasure: AggregateFunction {
    static let word = "percentile"
    static let keepsValues = true
    static let parameters = ["at"]
    static let isOfOneRow = true

    let rank: NearestRank

    init?(beside object: DefinitionObject, in parser: ReportParser) {
        guard let value = object.required("at"), let number = value.number("a number from 0 to 1, as 0.95") else { return nil }
        guard let rank = ExactDecimal(number.json), !rank.isNegative, rank <= ExactDecimal(1), rank.reduced.scale <= 9 else {
            value.note("found \(number.text)", expected: "a number from 0 to 1 of at most nine decimals, as 0.95")
            return nil
        }
        self.rank = NearestRank(rank.reduced)
    }

    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)? { refusalUnlessNumeric(column) }

    func rule(of values: ExplainedValues) -> String { "the percentile at \(rank.share) of \(rank.rule(of: values))" }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally { rank.tally(of: plan, memory) }
}
