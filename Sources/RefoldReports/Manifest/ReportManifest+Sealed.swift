import RefoldJSON
import RefoldValues

extension ReportManifest {
    /// What the manifest of a sealed report says besides, so that the seal can be brought back from its files.
    public struct Sealed: Hashable, Sendable {
        /// When it was sealed.
        public var at: Timestamp
        /// The period as people write it.
        public var period: String
        /// What the person gave as the reason, if any.
        public var reason: String?
        /// The names of the row columns, which come first.
        public var rowColumns: [String]
        /// How its CSV is written.
        public var csv: CSVFormat

        public init(at: Timestamp, period: String, reason: String?, rowColumns: [String], csv: CSVFormat) {
            (self.at, self.period, self.reason, self.rowColumns, self.csv) = (at, period, reason, rowColumns, csv)
        }

        var json: JSONValue {
            .object([
                JSONField("at", .text(at.description)), JSONField("period", .text(period)), JSONField("reason", .text(reason)),
                JSONField("row_columns", .texts(rowColumns)), JSONField("csv", csv.json),
            ])
        }
    }
}
