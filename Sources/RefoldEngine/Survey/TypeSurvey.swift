import RefoldCore
import RefoldJSON
import RefoldValues

/// What a store holds of one type of event.
public struct TypeSurvey: Sendable {
    /// The type of the events.
    public var type: String
    /// How many events have the type.
    public var events: Int64
    /// How many streams have an event of the type.
    public var streams: Int64
    /// The position of the first event of the type.
    public var firstPosition: Position
    /// The position of the last event of the type.
    public var lastPosition: Position
    /// The earliest and the latest.
    public var firstOccurredAt: Timestamp
    /// When the last event of the type occurred.
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
    /// Whether the path leads into the metadata, not into the data.
    public var isMetadata: Bool
    /// How often it was met, null included; for the elements of lists, every element.
    public var present: Int64
    /// How often the value is null.
    public var null: Int64
    /// What is known of the values.
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
