import RefoldValues

/// How CSV is written: RFC 4180 with lines that end with LF, and what a spreadsheet of a country wants otherwise.
///
/// As it is made, fields are exact: nothing is put before a text that a spreadsheet may take for a formula. If the texts come from
/// strangers and the file is opened by double click, ``isGuarded`` puts a `'` before those; numbers are never touched.
public struct CSVStyle: Hashable, Sendable {
    /// Between fields: a comma, a semicolon, a tab or a bar.
    public var delimiter = UInt8(ascii: ",")
    /// Before the decimals of a number: a point or a comma.
    public var decimal = UInt8(ascii: ".")
    /// Whether the file begins with a byte order mark, by which spreadsheets know UTF-8.
    public var hasMark = false
    /// Whether texts that a spreadsheet would take for a formula get a `'` before them.
    public var isGuarded = false
    /// Whether a table has a last line with its totals.
    public var hasTotals = false

    public init() {}

    /// Appends what a file begins with.
    func begin(_ bytes: inout [UInt8]) {
        if hasMark { bytes.append(contentsOf: [0xEF, 0xBB, 0xBF]) }
    }

    /// Appends a text: quoted if it holds a quote, the delimiter or a line break, and if it is empty, which tells it from null.
    func append(text: Span<UInt8>, to bytes: inout [UInt8]) {
        let guards = isGuarded && !text.isEmpty && Self.beginsFormula(text[0])
        guard text.isEmpty || needsQuotes(text) else {
            if guards { bytes.append(UInt8(ascii: "'")) }
            TextBytes.append(text, to: &bytes)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        if guards { bytes.append(UInt8(ascii: "'")) }
        for index in text.indices {
            if text[index] == UInt8(ascii: "\"") { bytes.append(UInt8(ascii: "\"")) }
            bytes.append(text[index])
        }
        bytes.append(UInt8(ascii: "\""))
    }

    func append(text: String, to bytes: inout [UInt8]) {
        let utf8 = text.utf8
        append(text: utf8.span, to: &bytes)
    }

    /// Appends a value: plain decimals with their scale, times in RFC 3339 in UTC, `true` and `false`; nothing for null.
    func append(_ value: TableValue, to bytes: inout [UInt8]) {
        switch value {
        case .text(let text): append(text: text, to: &bytes)
        case .number where decimal != UInt8(ascii: "."):
            var number: [UInt8] = []
            value.appendPlain(to: &number)
            number = number.map { $0 == UInt8(ascii: ".") ? decimal : $0 }
            if number.contains(delimiter) { number = [UInt8(ascii: "\"")] + number + [UInt8(ascii: "\"")] }
            bytes.append(contentsOf: number)
        default: value.appendPlain(to: &bytes)
        }
    }

    /// Ends a line that began at `start`. A line of one null would be blank, and readers skip blank lines: it becomes `""`.
    func endLine(startedAt start: Int, _ bytes: inout [UInt8]) {
        if bytes.count == start { bytes.append(contentsOf: "\"\"".utf8) }
        bytes.append(UInt8(ascii: "\n"))
    }

    private func needsQuotes(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            switch text[index] {
            case UInt8(ascii: "\""), UInt8(ascii: "\n"), UInt8(ascii: "\r"), delimiter: return true
            default: continue
            }
        }
        return false
    }

    private static func beginsFormula(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), UInt8(ascii: "\t"), UInt8(ascii: "\r"): true
        default: false
        }
    }
}
