import RefoldCore
import RefoldDefinitions

/// A kind of measure that is worked out from rows, such as `sum`: how it is read, which columns it takes, and what adds it up.
///
/// A value is one use of it, with what the definition says beside its word. ``AggregateTable`` lists the kinds; all others know only this.
protocol AggregateFunction: Hashable, Sendable {
    /// The key of the definition.
    static var word: String { get }
    /// The keys that may stand beside it; `where` may beside all.
    static var parameters: [String] { get }
    /// What its value must be, for a finding.
    static var operand: String { get }
    /// Whether `"*"` means the rows themselves.
    static var takesRows: Bool { get }

    /// Reads what stands beside the word; nil after a finding.
    init?(beside object: DefinitionObject, in parser: ReportParser)

    /// Whether a figure is the value that one row has, and not worked out of all of them.
    static var isOfOneRow: Bool { get }

    /// Whether a row puts 1 into it, or 0 if its column is null, and not the value of its column.
    static var countsRows: Bool { get }

    /// Whether what rows put into it adds up to the figure.
    static var isAdded: Bool { get }

    /// Whether the smallest values say most of it; else the largest do.
    static var smallestFirst: Bool { get }

    /// How a figure follows from what rows put into it, in words that end before the figure: `the sum of 3 values`.
    func rule(of values: ExplainedValues) -> String

    /// Whether amounts of several currencies may meet in it.
    var mixesCurrencies: Bool { get }

    /// What a column would have to be; nil if this one will do.
    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)?

    /// What its figures are; nil after a finding.
    ///
    /// - Parameters:
    ///   - currency: that of the amounts, nil if the column holds none.
    ///   - spot: the measure's own place, for the finding.
    func figure(of column: ColumnType, _ currency: ReportCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> ReportType?

    /// Adds up one report.
    ///
    /// - Parameter column: the number in the scanned block; nil for the rows themselves.
    func tally(of column: Int?, _ content: ColumnContent) -> any Tally
}

extension AggregateFunction {
    static var parameters: [String] { [] }
    static var operand: String { "the name of a column" }
    static var takesRows: Bool { false }
    static var isOfOneRow: Bool { false }
    static var countsRows: Bool { false }
    static var isAdded: Bool { false }
    static var smallestFirst: Bool { false }
    var mixesCurrencies: Bool { false }

    /// Whether both are the same kind of measure, with the same beside it.
    func isEqual(to other: any AggregateFunction) -> Bool { other as? Self == self }

    /// Most figures are of the column's own type.
    func figure(of column: ColumnType, _ currency: ReportCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> ReportType? {
        planner.reportType(column, currency)
    }

    /// What those that need numbers say of a column of another type.
    func refusalUnlessNumeric(_ column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.isNumeric ? nil : (expected: "a column of numbers", remedy: "count it with {count: \"\(column.name)\"}")
    }
}
