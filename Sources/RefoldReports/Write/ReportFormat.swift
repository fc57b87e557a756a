/// A form in which a report, or the rows of a read model, leave Refold as a file.
public enum ReportFormat: String, CaseIterable, Hashable, Sendable {
    case csv, json

    /// The whole file.
    public func bytes(of table: ReportTable) -> [UInt8] {
        switch self {
        case .csv: CSVReportWriter.bytes(of: table)
        case .json: JSONReportWriter.bytes(of: table)
        }
    }
}
