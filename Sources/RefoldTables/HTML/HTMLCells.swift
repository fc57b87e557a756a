import RefoldValues

/// Writes the headings and the lines of a table.
struct HTMLCells {
    private let head: TableHead
    private var zone: ZonedText
    /// The numbers of the lines that break a check, from 1.
    private let broken: Set<Int>
    /// Lines and others so far.
    private var lines = 0

    init(_ head: TableHead) {
        self.head = head
        zone = ZonedText(head.zone)
        broken = Set(head.failedChecks.flatMap(\.lines))
    }

    /// Appends the heading of a column. Its name, which programs go by, is in `data-column`.
    func append(heading column: TableColumn, to bytes: inout [UInt8]) {
        bytes.raw("<th scope=\"col\"\(column.type.isNumeric ? " class=\"n\"" : "") data-column=\"")
        bytes.text(column.name)
        bytes.raw("\">")
        bytes.heading(column)
        bytes.raw("</th>")
    }

    /// Appends a line.
    mutating func append(_ kind: LineKind, _ values: [TableValue], to bytes: inout [UInt8]) {
        switch kind {
        case .line, .others:
            lines += 1
            let classes = (kind == .others ? ["others"] : []) + (broken.contains(lines) ? ["broken"] : [])
            bytes.raw(classes.isEmpty ? "<tr>" : "<tr class=\"\(classes.joined(separator: " "))\"\(broken.contains(lines) ? " title=\"line \(lines) breaks a check\"" : "")>")
        case .subtotal: bytes.raw("<tr class=\"subtotal\">")
        case .total: bytes.raw("<tr class=\"total\">")
        }
        let label = head.label(of: kind)
        for (place, value) in values.enumerated() {
            if let label, label.place == place {
                bytes.element("td", "class=\"label\"", label.text)
            } else {
                append(value, head.columns[place], to: &bytes)
            }
        }
        bytes.raw("</tr>\n")
    }

    private mutating func append(_ value: TableValue, _ column: TableColumn, to bytes: inout [UInt8]) {
        switch value {
        case .null: bytes.raw(column.type.isNumeric ? "<td class=\"n\"></td>" : "<td></td>")
        case .number(let number):
            bytes.raw(number.isNegative ? "<td class=\"n minus\">" : "<td class=\"n\">")
            // Numbers that tell lines apart are names, such as years.
            if column.isRowColumn { number.appendText(to: &bytes) } else { HTMLNumber.append(number, to: &bytes) }
            bytes.raw("</td>")
        case .timestamp(let time):
            bytes.raw("<td class=\"one\">")
            // The instant is for programs.
            bytes.element("time", "datetime=\"\(time)\"", zone.text(time))
            bytes.raw("</td>")
        case .date, .boolean: bytes.element("td", "class=\"one\"", value.plain)
        case .text(let text): bytes.element("td", Self.style(of: text, column.type), text)
        }
    }

    /// What stands for a number, as in a line of others, is aligned as a number. Short texts are not broken.
    private static func style(of text: String, _ type: TableType) -> String {
        type == .json ? "class=\"json\"" : type.isNumeric ? "class=\"n\"" : text.utf8.count <= mostUnbroken ? "class=\"one\"" : ""
    }

    private static let mostUnbroken = 18
}

extension [UInt8] {
    /// Appends the heading of a column, with the currency of its amounts if they have one.
    mutating func heading(_ column: TableColumn) {
        text(column.heading)
        guard case .money(.fixed(let currency)) = column.type else { return }
        raw(" ")
        element("span", "class=\"unit\"", currency.code)
    }
}
