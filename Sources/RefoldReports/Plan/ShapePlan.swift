import RefoldCore
import RefoldValues

/// Which lines a report shows and how, resolved. Places are those of row columns.
struct ShapePlan: Sendable {
    /// The cuts of which each gets its lines, and whether they are those of the period's own column.
    var fill: [(place: Int, isOfPeriod: Bool)] = []
    /// What lines must meet.
    var having: [LineTest] = []
    /// How many lines are shown, of each currency if they are ordered by amounts.
    var limit: Int?
    var hasOthers = false
    /// The row columns, from the outermost, after whose lines a subtotal stands.
    var subtotals: [Int] = []
    var pivot: PivotPlan?
    /// The row columns with currencies of measures: lines that stand for several are made for each currency.
    var currencies: [Int] = []
    /// The row column with the currency of the amounts by which lines are ordered; nil if there is none.
    var orderCurrency: Int?

    /// The row columns that lines which stand for several keep: currencies, and the one that becomes columns.
    var kept: [Int] { Set(currencies + [pivot?.place].compactMap { $0 }).sorted() }
}

/// A row column whose values become columns, resolved.
struct PivotPlan: Sendable {
    var place: Int
    /// As reports print them, nil for null; nil for those that occur.
    var values: [String?]?
}

/// A measure of lines, resolved.
struct LineMeasurePlan: Sendable {
    var function: any LineFunction
    /// The index of the measure that it looks at.
    var operand: Int
    /// The row column of the cut; nil if it is not along one.
    var along: Int?
    /// The row columns in which the lines of a series agree.
    var agreeing: [Int]
}
