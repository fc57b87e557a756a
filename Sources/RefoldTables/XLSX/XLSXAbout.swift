import RefoldValues

/// The second sheet: what the table says of itself, and what is wrong with it. Each row has a name and a text.
struct XLSXAbout {
    static let sheetName = "About"

    private let head: TableHead

    init(_ head: TableHead) { self.head = head }

    /// The rows, from the title on. The name of a row that goes on with the one above is empty.
    var rows: [(name: String, text: String)] {
        var rows = [("Title", head.pageTitle)]
        if let description = head.description { rows.append(("Description", description)) }
        for entry in head.scope + head.source { rows += entry.texts.map { (entry.name, $0) } }
        for warning in head.warnings { rows.append(("Warning", warning)) }
        return rows
    }

    /// The sheet.
    ///
    /// - Parameter most: the UTF-16 units that a cell holds. A longer text goes on in the rows below.
    func xml(_ styles: inout XLSXStyles, most: Int) -> [UInt8] {
        let looks = [XLSXLook(form: .brokenText, mark: .subtotal), XLSXLook(form: .brokenText)].map { styles.number(of: $0) }
        var (xml, count) = (Array(XLSXSheet.beginning(isFirst: false, widths: [20, 100]).utf8), 0)
        func append(_ look: Int, _ text: String) {
            let utf8 = text.utf8
            styles.append(openingOf: look, to: &xml)
            XLSXText.append(utf8.span, to: &xml)
            xml += "</t></is></c>".utf8
        }
        for row in rows {
            for (index, piece) in Self.pieces(row.text, most).enumerated() {
                xml += "<row>".utf8
                append(looks[0], index == 0 ? row.name : "")
                append(looks[1], piece)
                xml += "</row>".utf8
                count += 1
            }
        }
        return xml + XLSXSheet.end(columns: 2, rows: count).utf8
    }

    /// A text in pieces of so many UTF-16 units at most.
    private static func pieces(_ text: String, _ most: Int) -> [String] {
        if text.utf8.count <= most { return [text] }
        var (pieces, units) = ([String()], 0)
        for scalar in text.unicodeScalars {
            units += UTF16.width(scalar)
            if units > most { (pieces, units) = (pieces + [""], UTF16.width(scalar)) }
            pieces[pieces.count - 1].unicodeScalars.append(scalar)
        }
        return pieces
    }
}
