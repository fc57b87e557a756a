import RefoldTables
import RefoldValues

/// The fields of a CSV file of a report, so that two of them can be compared.
public struct CSVTable: Sendable {
    /// Each field of a measure is a number if it can be read so, every other field a text; one without quotes and contents is null.
    public let table: FigureTable

    /// - Parameters:
    ///   - format: how it was written.
    ///   - rowColumns: the names of the row columns.
    public init(_ bytes: [UInt8], _ format: CSVStyle, rowColumns: [String]) {
        var lines = Self.lines(bytes[(format.hasMark && bytes.count >= 3 ? 3 : 0)...], format.delimiter)
        let names = lines.isEmpty ? [] : lines.removeFirst().map { $0 ?? "" }
        let columns = names.enumerated().map { TableColumn($1, .text, isRowColumn: $0 < rowColumns.count) }
        let cells = lines.flatMap { line in
            columns.indices.map { index -> TableValue in
                guard index < line.count, let field = line[index] else { return .null }
                // A figure is a number if it can be, so that a difference can be told.
                let number = index < rowColumns.count ? nil : ExactDecimal(field.replacing(String(decoding: [format.decimal], as: UTF8.self), with: "."))
                return number.map { .number($0) } ?? .text(field)
            }
        }
        table = FigureTable(
            name: "", title: "", interval: TableInterval(from: .null, to: .null, timeZone: "UTC"), bound: 0, columns: columns, cells: cells, totals: nil)
    }

    /// The fields of each line (RFC 4180); nil for an empty one without quotes.
    static func lines(_ bytes: ArraySlice<UInt8>, _ delimiter: UInt8) -> [[String?]] {
        var (lines, line, field) = ([[String?]](), [String?](), [UInt8]())
        var (isQuoted, wasQuoted) = (false, false)
        func text() -> String? { field.isEmpty && !wasQuoted ? nil : String(decoding: field, as: UTF8.self) }
        for byte in bytes {
            switch byte {
            // Inside quotes a pair of them is one: the first ends, the second begins again.
            case UInt8(ascii: "\""):
                if !isQuoted, wasQuoted { field.append(byte) }
                isQuoted.toggle()
                wasQuoted = true
            case delimiter where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
                line.append(text())
                (field, wasQuoted) = ([], false)
                if byte == UInt8(ascii: "\n") {
                    lines.append(line)
                    line = []
                }
            default: field.append(byte)
            }
        }
        return lines
    }
}
