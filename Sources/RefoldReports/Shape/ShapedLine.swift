import RefoldTables

/// A line of a report on its way to the table.
struct ShapedLine {
    enum Kind: Hashable {
        case line
        case others
        /// Stands for the lines that agree in so many of the columns of `subtotals`, after so many lines.
        case subtotal(level: Int, after: Int)
        case total
    }

    var kind: Kind
    /// Row columns, then measures.
    var cells: [TableValue]
}
