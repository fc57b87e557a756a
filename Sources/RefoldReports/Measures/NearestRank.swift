import RefoldCore
import RefoldValues

/// The smallest value that at least a share of all values does not exceed.
struct NearestRank: Hashable, Sendable {
    static let median = NearestRank(ExactDecimal(mantissa: 5, scale: 1) ?? .zero)

    /// 0 to 1, of at most nine decimals.
    let share: ExactDecimal

    init(_ share: ExactDecimal) { self.share = share }

    /// The place of the value among so many sorted ones, from 0.
    func place(among count: Int) -> Int {
        var whole: Int128 = 1
        for _ in 0..<share.scale { whole *= 10 }
        // The share has at most nine decimals and is at most 1, so the product is far below 128 bits.
        let place = (share.mantissa * Int128(count) + whole - 1) / whole
        return max(Int(place), 1) - 1
    }

    /// What a rule says after its name.
    func rule(of values: ExplainedValues) -> String {
        let start = "\(values.words) by nearest rank"
        return values.count == 0 ? start : start + ", number \(place(among: values.count) + 1) in ascending order"
    }

    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally {
        let column = plan.column ?? 0
        return plan.type.isWide
            ? RankTally<Int128>(column: column, self, memory) { $0.wide($1, column) } : RankTally<Int64>(column: column, self, memory) { $0.integer($1, column) }
    }
}
