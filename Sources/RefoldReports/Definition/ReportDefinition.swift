import RefoldProjections
import RefoldValues

/// A report as its file declares it, before the columns of its read model are known.
///
/// Made by ``ReportDefinition/read(_:file:name:)``. Parts that could not be read are missing or nil here, so that planning finds the
/// remaining faults. A definition with faults must not be run.
public struct ReportDefinition: Hashable, Sendable {
    /// The path of the file.
    public var file: String
    /// The path below the folder of definitions, without the extension: `fines/by-month`.
    public var name: String
    /// The report's name if the file gives no title.
    public var title: String
    /// What the report says, for people; nil if the file does not say.
    public var description: String?
    /// What people read in the place of the names of columns.
    public var labels: [LabelDefinition] = []
    /// The projection whose read model is reported on.
    public var source: LocatedName?
    /// The column and the zone of periods; nil if the report takes none.
    public var period: PeriodDefinition?
    /// The columns that are looked up in other read models.
    public var lookups: [LookupDefinition]
    /// The columns that are worked out per row.
    public var columns: FilterSource?
    /// The conditions for a row to count at all.
    public var filter: FilterSource?
    /// What the lines are made for, in order.
    public var rows: [RowDefinition]
    /// The figures, in order.
    public var measures: [MeasureDefinition]
    /// Which lines are shown, and how.
    public var shape: ShapeDefinition
    /// The order of the lines.
    public var order: [OrderDefinition]
    /// Whether the report has totals.
    public var totals: Bool
    /// What each line must meet.
    public var checks: [CheckDefinition]
    /// How its CSV is written, as far as the report says.
    public var csv: CSVOptions
    /// What formats that can draw show above the lines.
    public var charts: [ChartDefinition] = []
    /// The SHA-256 of the file's contents as compact JSON, without comments and white space.
    public var sha256: String
    /// Whether every row column has a name: else a name that nothing bears may be one of these.
    var hasAllNames: Bool
}

/// What people read in the place of the name of a column.
public struct LabelDefinition: Hashable, Sendable {
    /// The column of the report.
    public var column: LocatedName
    /// The label.
    public var text: String
}

/// The column that a period selects by.
public struct PeriodDefinition: Hashable, Sendable {
    /// Nil if it could not be read.
    public var column: LocatedName?
    /// A known zone; UTC by default.
    public var timeZone: String
}

/// One row column of a report; each combination of row values makes a line.
public struct RowDefinition: Hashable, Sendable {
    /// What a row column is made of.
    public enum Form: Hashable, Sendable {
        case column(LocatedName)
        /// What a column's values are put into.
        case cut(Cut)
    }

    /// The name of the column in the report.
    public var name: String
    /// Where it stands.
    public var location: DefinitionLocation
    /// Nil if it could not be read.
    public var form: Form?

    /// Whether it cuts a column.
    func isCut(of column: String) -> Bool { if case .cut(let cut)? = form { cut.column.name == column } else { false } }
}

/// What rows are put into by the value of a column, such as the month of a time.
public struct Cut: Sendable {
    /// What they are put into.
    let kind: any RowCut
    /// The column that is looked at.
    public let column: LocatedName
}

extension Cut: Hashable {
    public static func == (a: Cut, b: Cut) -> Bool { a.column == b.column && a.kind.isEqual(to: b.kind) }

    public func hash(into hasher: inout Hasher) {
        kind.hash(into: &hasher)
        hasher.combine(column)
    }
}

/// One figure of a report.
public struct MeasureDefinition: Hashable, Sendable {
    /// How a measure is worked out.
    public enum Form: Hashable, Sendable {
        /// Computed from rows of the read model.
        case aggregate(Aggregate, where: FilterSource?)
        /// Computed from measures above.
        case arithmetic(MeasureArithmetic)
        /// Worked out from the lines, by the figures of a measure above.
        case ofLines(LineMeasure)
    }

    /// The name of the measure.
    public var name: String
    /// Where it stands.
    public var location: DefinitionLocation
    /// Nil if it could not be read.
    public var form: Form?
}

/// Which rows a measure counts by the column of the period.
public enum RowSpan: String, CaseIterable, Hashable, Sendable {
    /// Those in the period.
    case period
    /// Those before it.
    case opening
    /// Those before its end.
    case closing

    /// What `stock` may say.
    static let words = [opening, closing].map(\.rawValue)
}

/// How rows become a figure. All skip nulls: a row in which one of several columns is null puts nothing in.
public struct Aggregate: Sendable {
    /// A column beside the first one.
    public struct Further: Hashable, Sendable {
        /// The key under which it stands, as `by`; nil if it stands in the list of the first one.
        public let key: String?
        /// The column.
        public let column: LocatedName
    }

    /// What is worked out.
    let function: any AggregateFunction
    /// The column that is looked at, the first if there are several; nil for the rows themselves.
    public let column: LocatedName?
    /// The other ones, in order.
    public let further: [Further]

    /// Which rows count by their time.
    public let span: RowSpan

    init(_ function: any AggregateFunction, of column: LocatedName?, further: [Further] = [], span: RowSpan = .period) {
        self.function = function
        self.column = column
        self.further = further
        self.span = span
    }
}

extension Aggregate: Hashable {
    public static func == (a: Aggregate, b: Aggregate) -> Bool {
        a.column == b.column && a.further == b.further && a.span == b.span && a.function.isEqual(to: b.function)
    }

    public func hash(into hasher: inout Hasher) {
        function.hash(into: &hasher)
        hasher.combine(column)
        hasher.combine(further)
        hasher.combine(span)
    }
}

/// Exact arithmetic between measures.
public struct MeasureArithmetic: Hashable, Sendable {
    /// What is done with the operands.
    public enum Operation: String, CaseIterable, Hashable, Sendable {
        case sum, subtract, multiply, divide
    }

    /// What a measure of measures is worked out from.
    public enum Operand: Hashable, Sendable {
        case measure(LocatedName)
        case number(ExactDecimal)
    }

    /// What is done with the operands.
    public var operation: Operation
    /// Two for `subtract` and `divide`, at least two otherwise.
    public var operands: [Operand]
    /// The decimals to which the result is rounded; nil if it keeps all. A division always has one.
    public var scale: Int?
    /// How the result is rounded to its scale.
    public var rounding: Rounding
}

/// A column by which the lines are ordered.
public struct OrderDefinition: Hashable, Sendable {
    /// The column that lines are ordered by.
    public var column: LocatedName
    /// Whether the largest comes first.
    public var descends: Bool
}
