/// What stands around the rows of a sheet, in the order of ECMA-376 part 1, 18.3.1.99.
enum XLSXSheet {
    /// Up to the first row.
    ///
    /// - Parameter widths: of the columns, in characters.
    static func beginning(isFirst: Bool, widths: [Int]) -> String {
        var xml = XLSXParts.declaration + "<worksheet xmlns=\"\(XLSXParts.main)\"><sheetPr><pageSetUpPr fitToPage=\"1\"/></sheetPr>"
        xml += "<sheetViews><sheetView\(isFirst ? " tabSelected=\"1\"" : "") workbookViewId=\"0\">"
        if isFirst {
            xml += "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>"
            xml += "<selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/>"
        }
        xml += "</sheetView></sheetViews><sheetFormatPr defaultRowHeight=\"15\"/>"
        if !widths.isEmpty {
            xml += "<cols>"
            for (index, width) in widths.enumerated() { xml += "<col min=\"\(index + 1)\" max=\"\(index + 1)\" width=\"\(width)\" customWidth=\"1\"/>" }
            xml += "</cols>"
        }
        return xml + "<sheetData>"
    }

    /// After the last row.
    ///
    /// - Parameters:
    ///   - columns: how many there are, at least 1 if a text may look like a number.
    ///   - rows: with the header.
    static func end(columns: Int, rows: Int) -> String {
        var xml = "</sheetData><pageMargins left=\"0.5\" right=\"0.5\" top=\"0.6\" bottom=\"0.6\" header=\"0.3\" footer=\"0.3\"/>"
        // A4, as wide as one page and as long as it takes.
        xml += "<pageSetup paperSize=\"9\" fitToHeight=\"0\" orientation=\"landscape\"/>"
        xml += "<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter>"
        // Texts of digits are meant to be texts: no warning sign in their corners.
        if columns > 0, rows > 0 {
            xml += "<ignoredErrors><ignoredError sqref=\"A1:\(letters(columns))\(rows)\" numberStoredAsText=\"1\"/></ignoredErrors>"
        }
        return xml + "</worksheet>"
    }

    /// The letters of a column, counted from 1: `A`, `Z`, `AA`.
    private static func letters(_ column: Int) -> String {
        var (text, rest) = ("", column)
        while rest > 0 {
            rest -= 1
            text = String(UnicodeScalar(UInt8(ascii: "A") + UInt8(rest % 26))) + text
            rest /= 26
        }
        return text
    }
}
