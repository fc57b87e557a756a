/// What a line of a table stands for.
public enum LineKind: Hashable, Sendable {
    /// A group of rows, or one row of a read model.
    case line
    /// The lines past the table's limit.
    case others
    /// Some lines above it, which agree in these columns: indexes of ``TableHead/columns``, ascending. Other row columns are null.
    case subtotal(agreeing: [Int])
    /// All lines. Row columns are null.
    case total
}

extension TableHead {
    /// The word that stands for people in the first column that a line of this kind has no value of, and its place.
    ///
    /// - Returns: nil for lines that have all their values, and if there is no such column.
    public func label(of kind: LineKind) -> (place: Int, text: String)? {
        switch kind {
        case .line, .others: nil
        case .subtotal(let agreeing): columns.indices.first { columns[$0].isRowColumn && !agreeing.contains($0) }.map { ($0, "subtotal") }
        case .total: columns.first?.isRowColumn == true ? (0, "total") : nil
        }
    }
}
