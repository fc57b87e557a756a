import RefoldCore
import RefoldProjections
import RefoldValues

/// A report that is ready to run: every name resolved to a column, every type checked.
///
/// Made by ``ReportDefinition/plan(against:)``; run by ``run(on:period:)``.
public struct ReportPlan: Sendable {
    /// The report's name, as `fines/by-month`.
    public var name: String
    /// The title, for people.
    public var title: String
    /// The projection whose read model is read.
    public var projection: String
    /// The columns of the output: the row columns, then the measures.
    public var columns: [ReportColumn]
    /// The zone of periods and truncated times.
    public var timeZone: TimeZoneRules

    /// The SHA-256 of its definition; see ``ReportDefinition/sha256``.
    public var definitionSHA256: String
    /// How its CSV is written, as far as the report says.
    public var csv: CSVOptions
    /// Whether the report has totals, which CSV shows only if it is asked for them.
    public var hasTotals: Bool

    /// The columns that are read, as they stand in the schema, with their numbers among its `allColumns`.
    var scanned: [(number: Int, column: ColumnSchema)]
    /// The columns that are worked out per row; nil if there are none. They stand before the scanned ones in a block that is complete, to which
    /// all indexes of the parts below refer.
    var derived: DerivedColumns?
    /// A timestamp or date column of the schema, by its index there.
    var periodColumn: (number: Int, type: ColumnType)?
    var filter: RowFilter
    var rows: [RowPlan]
    var measures: [MeasurePlan]
    /// The measures' own filters, each once.
    var measureFilters: [RowFilter]
    /// Indexes of ``columns``; the row columns not named are appended, so that the order is total.
    var order: [(column: Int, descends: Bool)]
    var checks: [CheckPlan]
    /// The zones in which times are truncated.
    var zones: [TimeZoneRules]
    /// The moment for which the report is made, `"@as_of"`; nil until it is given. See ``at(_:)``.
    public internal(set) var moment: Timestamp? = nil
}

/// A row column, resolved.
struct RowPlan: Sendable {
    enum Form: Sendable {
        case column(ColumnType)
        /// The zone is an index into the plan's `zones`.
        case cut(CalendarUnit, isDate: Bool, zone: Int)
    }

    /// The index in the complete block.
    var column: Int
    var form: Form
}

/// A measure, resolved.
struct MeasurePlan: Sendable {
    enum Form: Sendable {
        case aggregate(AggregatePlan)
        case arithmetic(ArithmeticPlan)
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
    var currency: ReportCurrency?
    /// The index of the measure's own filter; nil if it has none.
    var filter: Int?
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
