/// Writes a report as CSV: a header and a line per row. Totals are there only if they are asked for, since a program adds up whatever it reads.
public enum CSVReportWriter {
    /// The whole file, in UTF-8.
    ///
    /// The first field of the line of totals is `total`. A report without row columns has no such line: its one line is the total.
    public static func bytes(of table: ReportTable, as format: CSVFormat = CSVFormat()) -> [UInt8] {
        var bytes: [UInt8] = []
        format.begin(&bytes)
        append(line: table.columns.map { .text($0.name) }, as: format, to: &bytes)
        for index in 0..<table.rowCount { append(line: table.row(index), as: format, to: &bytes) }
        if format.hasTotals, let totals = table.labelledTotals { append(line: totals, as: format, to: &bytes) }
        return bytes
    }

    private static func append(line: some Collection<ReportValue>, as format: CSVFormat, to bytes: inout [UInt8]) {
        let start = bytes.count
        for (index, value) in line.enumerated() {
            if index > 0 { bytes.append(format.delimiter) }
            format.append(value, to: &bytes)
        }
        format.endLine(startedAt: start, &bytes)
    }
}
