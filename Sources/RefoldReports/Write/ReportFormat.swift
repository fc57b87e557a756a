/// A file format of a report.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    case csv, json

    /// The whole file.
    ///
    /// - Parameter csv: how CSV is written.
    public func bytes(of table: ReportTable, csv: CSVFormat = CSVFormat()) -> [UInt8] {
        switch self {
        case .csv: CSVReportWriter.bytes(of: table, as: csv)
        case .json: JSONReportWriter.bytes(of: table)
        }
    }
}
