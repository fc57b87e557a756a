import RefoldValues

/// A few totals in large figures, so that they are seen before the charts. Of many there are none: the first would pass for all.
struct HTMLTotals {
    private let head: TableHead
    private let values: [TableValue]

    /// More would not be seen at once.
    private static let most = 6

    init(_ head: TableHead, _ values: [TableValue]) { (self.head, self.values) = (head, values) }

    func append(to bytes: inout [UInt8]) {
        let totals = head.columns.indices.compactMap(total)
        guard !totals.isEmpty, totals.count <= Self.most else { return }
        bytes.raw("<dl class=\"totals\" aria-label=\"Totals\">\n")
        for total in totals {
            bytes.raw("<div><dt>")
            bytes.heading(total.column)
            bytes.raw("</dt><dd class=\"n\">")
            HTMLNumber.append(total.number, to: &bytes)
            bytes.raw("</dd></div>\n")
        }
        bytes.raw("</dl>\n")
    }

    /// The total of a column of figures; nil if there is none. Of amounts whose currency stands in another column nobody could tell it.
    private func total(_ place: Int) -> (column: TableColumn, number: ExactDecimal)? {
        let column = head.columns[place]
        if case .money(.column) = column.type { return nil }
        guard !column.isRowColumn, let number = values[place].number else { return nil }
        return (column, number)
    }
}
