import RefoldCore
import RefoldJSON
import RefoldValues

/// What a store holds of one type of event.
public struct TypeSurvey: Sendable {
    public var type: String
    public var events: Int64
    public var streams: Int64
    public var firstPosition: Position
    public var lastPosition: Position
    /// The earliest and the latest.
    public var firstOccurredAt: Timestamp
    public var lastOccurredAt: Timestamp
    /// The paths of the payloads, as their bytes sort, those of the data first; empty unless they were looked into.
    public var fields: [FieldSurvey]
    /// Whether there are more paths than were kept.
    public var hasMoreFields: Bool
}

/// What the payloads of one type hold at one path.
public struct FieldSurvey: Sendable {
    /// The way to the value: names of members, nil for the elements of a list.
    public var path: [String?]
    public var isMetadata: Bool
    /// How often it was met, null included; for the elements of lists, every element.
    public var present: Int64
    public var null: Int64
    public var values: ValueTally
}

/// Gathers what is to be known of one type.
struct TypeTally {
    let type: String
    private(set) var events: Int64 = 0
    private var positions: ClosedRange<Position> = 0...0
    private var times = Timestamp.first...Timestamp.first
    private let data: PathTree?
    private let metadata: PathTree?

    init(_ type: String, withFields: Bool) {
        self.type = type
        data = withFields ? PathTree() : nil
        metadata = withFields ? PathTree() : nil
    }

    mutating func add(_ head: EventHead) {
        if events == 0 {
            positions = head.position...head.position
            times = head.occurredAt...head.occurredAt
        } else {
            positions = positions.lowerBound...max(positions.upperBound, head.position)
            times = min(times.lowerBound, head.occurredAt)...max(times.upperBound, head.occurredAt)
        }
        events += 1
    }

    /// - Returns: whether the payload could be read.
    mutating func addPayload(of head: EventHead, in batch: EventBatch, _ limit: inout PathLimit) -> Bool {
        do throws(JSONFault) {
            try batch.withBytes(head.data) { (bytes) throws(JSONFault) in try data?.add(bytes, &limit) }
            if head.metadata.count > 2 {
                try batch.withBytes(head.metadata) { (bytes) throws(JSONFault) in try metadata?.add(bytes, &limit) }
            }
            return true
        } catch {
            return false
        }
    }

    func survey(streams: Int64) -> TypeSurvey {
        TypeSurvey(
            type: type, events: events, streams: streams, firstPosition: positions.lowerBound, lastPosition: positions.upperBound,
            firstOccurredAt: times.lowerBound, lastOccurredAt: times.upperBound,
            fields: (data?.fields(isMetadata: false) ?? []) + (metadata?.fields(isMetadata: true) ?? []),
            hasMoreFields: data?.isFull == true || metadata?.isFull == true)
    }
}
