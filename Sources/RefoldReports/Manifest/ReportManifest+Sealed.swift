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

        public init(at: Timestamp, period: String, reason: String?) { (self.at, self.period, self.reason) = (at, period, reason) }

        var json: JSONValue {
            .object([
                JSONField("at", .text(at.description)), JSONField("period", .text(period)), JSONField("reason", .text(reason)),
            ])
        }
    }
}
