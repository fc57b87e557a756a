import RefoldCore
import RefoldValues

/// Something that a verification found.
public struct Finding: Hashable, Sendable {
    public enum Kind: String, Hashable, Sendable, CaseIterable {
        /// An event at or below a checkpoint that was not there when the rows were made.
        case lateEvent = "late_event"
        /// One that is not as it was then.
        case changedEvent = "changed_event"
        /// One that was there then and is gone.
        case missingEvent = "missing_event"
        /// A version of a stream is missing before this event.
        case versionGap = "version_gap"
        /// A version that the stream has already.
        case repeatedVersion = "repeated_version"
        /// An id that an earlier event has.
        case repeatedID = "repeated_id"
        /// Data or metadata that are no JSON.
        case badJSON = "bad_json"
        /// A time that cannot be read.
        case badTime = "bad_time"
        /// Another column that cannot be read.
        case unreadableEvent = "unreadable_event"
        /// A served row that is not what the events give.
        case rowDiffers = "row_differs"
        /// A row that the events give and that is not served.
        case rowMissing = "row_missing"
        /// A served row that the events do not give.
        case rowExtra = "row_extra"
        /// The rows could not be made from the events.
        case notFoldable = "not_foldable"
    }

    public var kind: Kind
    /// The event, the row or the range of positions; no value of a payload is in it.
    public var place: Place
    /// The position of the event; nil for a row, and if only a range of positions is known.
    public var position: Position?
    /// The projection whose rows are concerned; nil for what is wrong with the events themselves.
    public var projection: String?
    /// The key of the row as people write it, made of payload values; nil for an event.
    public var key: String?
    /// More about it, as a clause; nil if the kind says it all.
    public var detail: String?

    public init(_ kind: Kind, at place: Place, position: Position? = nil, projection: String? = nil, key: String? = nil, detail: String? = nil) {
        self.kind = kind
        self.place = place
        self.position = position
        self.projection = projection
        self.key = key
        self.detail = detail
    }
}

/// Findings of which the first of each kind are kept, so that a broken store takes no more memory than a sound one.
struct FindingList {
    private(set) var listed: [Finding] = []
    private(set) var leftOut: Int64 = 0
    private var counts: [Finding.Kind: Int] = [:]

    /// How many of a kind are kept.
    static let limit = 1000

    mutating func add(_ finding: Finding) {
        counts[finding.kind, default: 0] += 1
        if counts[finding.kind, default: 0] <= Self.limit { listed.append(finding) } else { leftOut += 1 }
    }

    mutating func leaveOut(_ count: Int64) { leftOut += count }
}
