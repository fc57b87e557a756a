import RefoldProjections
import RefoldValues

/// A report as its file declares it, before it is known which columns its read model has.
///
/// Made by ``ReportDefinition/read(_:file:name:)``. Parts that could not be read are missing or nil here, so that planning finds
/// the rest of what is wrong; a definition that has faults is for looking at, not for running.
public struct ReportDefinition: Hashable, Sendable {
    public var file: String
    /// The path below the folder of definitions, without the ending: `fines/by-month`.
    public var name: String
    /// The name where the file gives none.
    public var title: String
    /// The projection whose read model is reported on.
    public var source: LocatedName?
    public var period: PeriodDefinition?
    /// Which rows of the read model count at all.
    public var filter: FilterSource?
    public var rows: [RowDefinition]
    public var measures: [MeasureDefinition]
    public var order: [OrderDefinition]
    public var totals: Bool
    public var checks: [CheckDefinition]
    /// How its CSV is written, as far as the report says.
    public var csv: CSVOptions
    /// Whether every row column has a name: else a name that nothing bears may be one of these.
    var hasAllNames: Bool
}

/// Which column a period is taken from.
public struct PeriodDefinition: Hashable, Sendable {
    /// Nil if it could not be read.
    public var column: LocatedName?
    /// A known zone; UTC where none is named.
    public var timeZone: String
}

/// One row column of a report: what its lines are made for.
public struct RowDefinition: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
        case column(LocatedName)
        /// A time or a date, cut. The zone is nil if the period's is meant.
        case cut(CalendarUnit, of: LocatedName, timeZone: LocatedName?)
    }

    public var name: String
    public var location: DefinitionLocation
    /// Nil if it could not be read.
    public var form: Form?
}

/// One figure of a report.
public struct MeasureDefinition: Hashable, Sendable {
    public enum Form: Hashable, Sendable {
        /// Worked out from rows of the read model.
        case aggregate(Aggregate, where: FilterSource?)
        /// Worked out from measures above.
        case arithmetic(MeasureArithmetic)
    }

    public var name: String
    public var location: DefinitionLocation
    /// Nil if it could not be read.
    public var form: Form?
}

/// How rows become a figure. All skip nulls.
public struct Aggregate: Sendable {
    /// What is worked out.
    let function: any AggregateFunction
    /// The column that is looked at; nil for the rows themselves.
    public let column: LocatedName?

    init(_ function: any AggregateFunction, of column: LocatedName?) {
        self.function = function
        self.column = column
    }
}

extension Aggregate: Hashable {
    public static func == (a: Aggregate, b: Aggregate) -> Bool { a.column == b.column && a.function.isEqual(to: b.function) }

    public func hash(into hasher: inout Hasher) {
        function.hash(into: &hasher)
        hasher.combine(column)
    }
}

/// Exact arithmetic between measures.
public struct MeasureArithmetic: Hashable, Sendable {
    public enum Operation: String, CaseIterable, Hashable, Sendable {
        case sum, subtract, multiply, divide
    }

    public enum Operand: Hashable, Sendable {
        case measure(LocatedName)
        case number(ExactDecimal)
    }

    public var operation: Operation
    /// Two for `subtract` and `divide`, at least two otherwise.
    public var operands: [Operand]
    /// The decimals that the result is rounded to; nil if it keeps all it has. A division always has one.
    public var scale: Int?
    public var rounding: Rounding
}

/// A column that the lines are ordered by.
public struct OrderDefinition: Hashable, Sendable {
    public var column: LocatedName
    public var descends: Bool
}
