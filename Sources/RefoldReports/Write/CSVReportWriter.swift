/// Writes a report as CSV: a header, a line per row, the totals last with their row columns empty.
public enum CSVReportWriter {
    /// The whole file, in UTF-8 without a byte order mark.
    ///
    /// Decimals are plain with their scale, times RFC 3339 in UTC, booleans `true` and `false`; null is nothing, an empty text `""`.
    /// Texts are written exactly as they are, also where a spreadsheet would take them for a formula.
    public static func bytes(of table: ReportTable) -> [UInt8] {
        var bytes: [UInt8] = []
        append(line: table.columns.map { .text($0.name) }, to: &bytes)
        for index in 0..<table.rowCount { append(line: table.row(index), to: &bytes) }
        if let totals = table.totals { append(line: totals, to: &bytes) }
        return bytes
    }

    private static func append(line: some Collection<ReportValue>, to bytes: inout [UInt8]) {
        let start = bytes.count
        for (index, value) in line.enumerated() {
            if index > 0 { bytes.append(UInt8(ascii: ",")) }
            if case .text(let text) = value { CSVField.append(text: text, to: &bytes) } else { value.appendPlain(to: &bytes) }
        }
        CSVField.endLine(startedAt: start, &bytes)
    }
}
