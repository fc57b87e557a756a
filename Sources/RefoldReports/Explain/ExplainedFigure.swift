import RefoldTables

/// A figure of a report, and the rows that it was made from.
public struct ExplainedFigure: Sendable {
    /// A row that puts something into the figure.
    public struct Row: Hashable, Sendable {
        /// As read models encode it.
        public var key: [UInt8]
        /// The parts of the key.
        public var name: [TableValue]
        /// What it puts in: the value of its column, 1 for a count.
        public var value: TableValue
    }

    /// What arithmetic between measures works with.
    public enum Operand: Hashable, Sendable {
        case measure(String, TableValue)
        case number(TableValue)
        /// A figure of another line, or of several lines together, with words that say of which.
        case lines(String, TableValue)
    }

    /// The name of the measure.
    public var measure: String
    /// The row columns of its line; nil if it is a figure over all lines.
    public var line: [TableValue]?
    /// The period.
    public var interval: TableInterval
    /// The figure as the report has it.
    public var value: TableValue
    /// The first rows: the largest value first, for `min` the smallest; equal ones in the order of their keys.
    public var rows: [Row]
    /// How many further rows there are, and what they add up to; null if the figure is nothing that is added up.
    public var rest: (rows: Int, value: TableValue)
    /// How the figure follows from the rows, or from the operands.
    public var rule: String
    /// The operands of arithmetic, which has no rows of its own.
    public var operands: [Operand] = []
}
