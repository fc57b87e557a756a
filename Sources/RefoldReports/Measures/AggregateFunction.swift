import RefoldCore
import RefoldDefinitions
import RefoldTables
import RefoldValues

/// A kind of measure that is worked out from rows, such as `sum`: how it is read, which columns it takes, and what adds it up.
///
/// A value is one use of it, with what the definition says beside its word. ``AggregateTable`` lists the kinds; all others know only this.
protocol AggregateFunction: Hashable, Sendable {
    /// The key of the definition.
    static var word: String { get }
    /// The keys that may stand beside it; `where` may beside all.
    static var parameters: [String] { get }
    /// The keys that must stand beside it and name a further column each, as `by`.
    static var columnKeys: [String] { get }
    /// Whether its value may be a list of columns.
    static var takesList: Bool { get }
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

    /// Whether its rows have the order of its first further column, and of their values only if that is equal.
    static var isOrderedByFurther: Bool { get }

    /// Whether what it keeps grows with the rows, and spills.
    static var keepsValues: Bool { get }

    /// Whether amounts of several currencies may meet in it.
    var mixesCurrencies: Bool { get }

    /// What a column would have to be; nil if this one will do.
    func refusal(of column: ColumnSchema) -> (expected: String, remedy: String?)?

    /// The same for a column under one of ``columnKeys``.
    func refusal(of column: ColumnSchema, under key: String) -> (expected: String, remedy: String?)?

    /// What its figures are; nil after a finding.
    ///
    /// - Parameters:
    ///   - currency: that of the amounts, nil if the column holds none.
    ///   - spot: the measure's own place, for the finding.
    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType?

    /// Adds up one report.
    ///
    /// - Parameters:
    ///   - plan: the columns, as they stand in the complete block.
    ///   - memory: what it may keep before it spills; nil for all.
    func tally(of plan: AggregatePlan, _ memory: ReportMemory?) -> any Tally
}

extension AggregateFunction {
    static var parameters: [String] { [] }
    static var columnKeys: [String] { [] }
    static var takesList: Bool { false }
    static var operand: String { "the name of a column" }
    static var takesRows: Bool { false }
    static var isOfOneRow: Bool { false }
    static var countsRows: Bool { false }
    static var isAdded: Bool { false }
    static var smallestFirst: Bool { false }
    static var isOrderedByFurther: Bool { false }
    static var keepsValues: Bool { false }
    var mixesCurrencies: Bool { false }

    /// Whether both are the same kind of measure, with the same beside it.
    func isEqual(to other: any AggregateFunction) -> Bool { other as? Self == self }

    func refusal(of column: ColumnSchema, under key: String) -> (expected: String, remedy: String?)? { nil }

    /// Most figures are of the column's own type.
    func figure(of column: ColumnType, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner) -> TableType? {
        planner.reportType(column, currency)
    }

    /// What those that need numbers say of a column of another type.
    func refusalUnlessNumeric(_ column: ColumnSchema) -> (expected: String, remedy: String?)? {
        column.type.isNumeric ? nil : (expected: "a column of numbers", remedy: "count it with {count: \"\(column.name)\"}")
    }

    /// The figures of those that are rounded: of an amount in its currency, else a decimal of the stated scale; nil after a finding if none is stated.
    func roundedFigure(
        _ what: String, scale: Int?, _ currency: TableCurrency?, at location: DefinitionLocation, in planner: ReportPlanner
    ) -> TableType? {
        if let currency { return .money(currency) }
        if let scale { return .decimal(scale: scale) }
        planner.reader.note("\(what) has no end of decimals", line: location.line, path: location.path, expected: "a scale", remedy: "add scale: 2")
        return nil
    }

    /// `, rounded half-even to 2 decimals`, for a rule; empty if the decimals are not known.
    func roundedText(_ scale: Int?, _ rounding: Rounding, _ figure: TableValue) -> String {
        (scale ?? figure.number?.scale).map { ", rounded \(rounding.rawValue) to \($0) decimal\($0 == 1 ? "" : "s")" } ?? ""
    }
}
