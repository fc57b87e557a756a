import RefoldValues

/// The first totals in large figures, so that they are seen before the charts.
struct HTMLTotals {
    private let head: TableHead
    private let values: [TableValue]

    /// More would not be seen at once.
    private static let most = 6

    init(_ head: TableHead, _ values: [TableValue]) { (self.head, self.values) = (head, values) }

    func append(to bytes: inout [UInt8]) {
        let totals = head.columns.indices.compactMap(total)
        guard !totals.isEmpty else { return }
        bytes.markup("<dl class=\"totals\" aria-label=\"Totals\">\n")
        for total in totals.prefix(Self.most) {
            bytes.markup("<div><dt>")
            bytes.heading(total.column)
            if let currency = total.currency {
                bytes.markup(" ")
                bytes.element("span", "class=\"unit\"", currency)
            }
            bytes.markup("</dt><dd class=\"n\">")
            HTMLNumber.append(total.number, to: &bytes)
            bytes.markup("</dd></div>\n")
        }
        bytes.markup("</dl>\n")
    }

    /// The total of a column, with the currency that the line of totals names for it.
    ///
    /// - Returns: nil for row columns, and if there is no total or nobody knows its currency.
    private func total(_ place: Int) -> (column: TableColumn, number: ExactDecimal, currency: String?)? {
        let column = head.columns[place]
        guard !column.isRowColumn, let number = values[place].number else { return nil }
        guard case .money(.column(let name)) = column.type else { return (column, number, nil) }
        guard let currency = head.columns.firstIndex(where: { ExactText($0.name) == ExactText(name) }), !values[currency].isNull else { return nil }
        return (column, number, values[currency].plain)
    }
}
