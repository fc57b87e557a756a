import RefoldCore
import RefoldProjections
import RefoldTables
import RefoldValues

/// A report that is ready to run: every name resolved to a column, every type checked.
///
/// Made by ``ReportDefinition/plan(against:readModels:)``; run by ``run(on:period:)``.
public struct ReportPlan: Sendable {
    /// The report's name, as `fines/by-month`.
    public var name: String
    /// The title, for people.
    public var title: String
    /// What the report says, for people; nil if its definition does not say.
    public var description: String?
    /// The projection whose read model is read.
    public var projection: String
    /// The columns of the output: the row columns, then the measures.
    public var columns: [TableColumn]
    /// Those of the table: ``columns``, or what a pivot makes of them if its values are stated, to which checks refer.
    var shownColumns: [TableColumn]
    /// The zone of periods and truncated times.
    public var timeZone: TimeZoneRules

    /// The SHA-256 of its definition; see ``ReportDefinition/sha256``.
    public var definitionSHA256: String
    /// The periods that this report has beside those of every report.
    public var periods: PeriodNames
    /// How its CSV is written, as far as the report says.
    public var csv: CSVOptions
    /// Whether the report has totals, which CSV shows only if it is asked for them.
    public var hasTotals: Bool

    /// The columns that are read, as they stand in the schema, with their numbers among its `allColumns`.
    var scanned: [(number: Int, column: ColumnSchema)]
    /// The columns that are looked up or worked out per row; nil if there are none. They stand before the scanned ones in a block that is complete, to which
    /// all indexes of the parts below refer.
    var derived: DerivedColumns?
    /// The read models that are read beside the report's own.
    var joins = JoinSources()
    /// Their rows; nil until they are given. See ``reading(_:)``.
    var joined: JoinedRows?
    /// A timestamp or date column of the schema, by its index there.
    var periodColumn: (number: Int, type: ColumnType)?
    var filter: RowFilter
    var rows: [RowPlan]
    var measures: [MeasurePlan]
    /// The measures' own filters, each once.
    var measureFilters: [RowFilter]
    /// Which lines are shown, and how.
    var shape: ShapePlan
    /// The period's column in the complete block, if measures count rows before the period too; else nil.
    var stockPlace: Int?
    /// Indexes of ``columns``; the row columns not named are appended, so that the order is total.
    var order: [(column: Int, descends: Bool)]
    var checks: [CheckPlan]
    /// By names of columns before a pivot.
    var charts: [Chart] = []
    /// The moment for which the report is made, `"@as_of"`; nil until it is given. See ``at(_:)``.
    public internal(set) var moment: Timestamp? = nil
    /// The tests that were typed beside the definition, as they were typed: rows that do not meet them are not in the report.
    public let typedTests: [String]
    /// Whether the columns of its table are known before rows are read: not of a pivot whose values are not stated.
    public var hasKnownColumns: Bool { shape.pivot == nil || shape.pivot?.values != nil }
    /// Whether it keeps something that grows with the rows.
    public var keepsValues: Bool {
        measures.contains { if case .aggregate(let aggregate) = $0.form { type(of: aggregate.function).keepsValues } else { false } }
    }
    /// What may be kept in memory of what grows with the rows; nil for all.
    public var memory: ReportMemory? = nil
}

/// A row column, resolved.
struct RowPlan: Sendable {
    enum Form: Sendable {
        /// The values of a column, by its index in the complete block.
        case column(Int, ColumnType)
        case cut(any CutCoder)
    }

    var form: Form
}

/// A measure, resolved.
struct MeasurePlan: Sendable {
    enum Form: Sendable {
        case aggregate(AggregatePlan)
        case arithmetic(ArithmeticPlan)
        case ofLines(LineMeasurePlan)
        /// Never in a plan without faults.
        case unreadable
    }

    var name: String
    var form: Form
}

/// An aggregate, resolved.
struct AggregatePlan: Sendable {
    var function: any AggregateFunction
    /// The number in the complete block; nil for the rows themselves.
    var column: Int?
    /// The type of that column.
    var type: ColumnType
    /// The source of an amount's currency.
    var currency: TableCurrency?
    /// The index of the measure's own filter; nil if it has none.
    var filter: Int?
    /// Which rows count by the column of the period.
    var span = RowSpan.period
    /// The other columns, in the order of the definition.
    var further: [FurtherColumn] = []

    /// For amounts that are listed beside their currency: the column of the currency by the column of the amount.
    var listedCurrencies: [Int: Int] = [:]

    /// The row column that says of which currency the amounts of a line are; nil if that is the same for all lines, or if there are none. Where
    /// there is one, amounts of several lines are not to be added or compared.
    var currencyColumn: String? {
        for case .column(let name)? in [currency] + further.map(\.currency) { return name }
        return nil
    }

    /// The column of one of the function's keys.
    func further(under key: String) -> FurtherColumn? { further.first { $0.key == key } }
}

/// A column of an aggregate beside the first, resolved.
struct FurtherColumn: Sendable {
    /// The key under which it stands; nil if it stands in a list with the first.
    var key: String?
    /// The number in the complete block.
    var column: Int
    /// The type of that column.
    var type: ColumnType
    /// The source of an amount's currency.
    var currency: TableCurrency?
}

/// Arithmetic between measures, resolved.
struct ArithmeticPlan: Sendable {
    enum Operand: Sendable {
        /// The index of a measure above.
        case measure(Int)
        case number(ExactDecimal)
    }

    var operation: MeasureArithmetic.Operation
    var operands: [Operand]
    /// The decimals of the result; nil for an amount that keeps all.
    var scale: Int?
    var rounding: Rounding
}

/// A check, resolved.
struct CheckPlan: Sendable {
    enum Operand: Sendable {
        /// The index of a column of the report.
        case column(Int)
        case number(ExactDecimal)
    }

    var text: String
    var left: Operand
    var comparison: CheckDefinition.Operator
    var right: Operand
}
