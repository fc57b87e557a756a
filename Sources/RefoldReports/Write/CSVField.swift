/// Writes the fields of CSV lines (RFC 4180, lines ending with LF).
///
/// Fields are exact: nothing is put before a text that begins with `=`, `+`, `-`, `@` or a tab, though a spreadsheet that opens
/// the file by double click may take it for a formula. Such a guard changes values, and the usual one breaks every negative number.
/// Where the texts come from strangers, load the file with the spreadsheet's import and columns of type text, or take JSON.
enum CSVField {
    /// Appends a text: quoted where it holds a quote, a comma or a line break, and where it is empty, which tells it from null.
    static func append(text: Span<UInt8>, to bytes: inout [UInt8]) {
        guard text.isEmpty || needsQuotes(text) else {
            for index in text.indices { bytes.append(text[index]) }
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for index in text.indices {
            if text[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
            bytes.append(text[index])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    static func append(text: String, to bytes: inout [UInt8]) {
        let utf8 = text.utf8
        append(text: utf8.span, to: &bytes)
    }

    /// Ends a line that began at `start`. A line of one null would be blank, and readers skip blank lines: it becomes `""`.
    static func endLine(startedAt start: Int, _ bytes: inout [UInt8]) {
        if bytes.count == start { bytes.append(contentsOf: "\"\"".utf8) }
        bytes.append(UInt8(ascii: "\n"))
    }

    private static func needsQuotes(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"): return true
            default: continue
            }
        }
        return false
    }
}
