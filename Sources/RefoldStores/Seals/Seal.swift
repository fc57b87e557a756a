import RefoldCore
import RefoldValues

/// A report of one period that a person has sealed: its files are kept as they were, whatever events come later.
///
/// Seals belong to reports and outlive every generation. None is removed: one that is lifted stays with the reason.
public struct Seal: Hashable, Sendable {
    /// When a seal was lifted, and why.
    public struct Lifting: Hashable, Sendable {
        /// When it was lifted.
        public var at: Timestamp
        /// What the person gave as the reason.
        public var reason: String

        public init(at: Timestamp, reason: String) {
            self.at = at
            self.reason = reason
        }
    }

    /// Counts 1, 2, 3 … in a store; 0 before it is kept.
    public var number: Int64 = 0
    /// The name of the report.
    public var report: String
    /// The projection whose read model it reports on: who may see that may see the seal.
    public var projection: String
    /// The period as people write it: `2024-09`.
    public var period: String
    /// The first day of the period.
    public var from: CalendarDate
    /// The day after the last.
    public var to: CalendarDate
    /// The zone of the days.
    public var timeZone: String
    /// When it was sealed.
    public var sealedAt: Timestamp
    /// What the person gave as the reason, if any.
    public var reason: String?
    /// The position up to which events are in the figures.
    public var position: Position
    /// Stands for the bytes of the files.
    public var fileHash: UInt64
    /// Nil while it holds.
    public var lifted: Lifting?
    /// Whether the catalog's line was changed after it was written.
    public var isAltered = false

    public init(
        report: String, of projection: String, period: String, from: CalendarDate, to: CalendarDate, timeZone: String, sealedAt: Timestamp, reason: String?,
        position: Position, _ files: SealedFiles
    ) {
        self.report = report
        self.projection = projection
        self.period = period
        self.from = from
        self.to = to
        self.timeZone = timeZone
        self.sealedAt = sealedAt
        self.reason = reason
        self.position = position
        fileHash = files.hash
    }

    /// Whether it holds.
    public var isLive: Bool { lifted == nil }

    /// Whether it is of the same report and days as another one, so that only one of them can hold.
    public func excludes(_ other: Seal) -> Bool { ExactText(report) == ExactText(other.report) && from == other.from && to == other.to }
}

/// The bytes that a seal keeps.
public struct SealedFiles: Hashable, Sendable {
    public var csv: [UInt8]
    public var json: [UInt8]
    /// The manifest of the two.
    public var manifest: [UInt8]

    public init(csv: [UInt8], json: [UInt8], manifest: [UInt8]) {
        self.csv = csv
        self.json = json
        self.manifest = manifest
    }

    /// Stands for all bytes, so that a change by hand is noticed.
    public var hash: UInt64 {
        Array([csv, json, manifest].map { "\($0.count) \($0.span.stableHash)" }.joined(separator: "\n").utf8).span.stableHash
    }
}
