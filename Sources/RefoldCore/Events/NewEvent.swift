import RefoldValues

/// An event to be appended: everything except the position and version that the store assigns.
///
/// `data` and `metadata` are JSON objects as text; the store keeps them unchanged and does not read them. Two events are equal if all their
/// texts are equal byte by byte.
public struct NewEvent: Hashable, Sendable {
    /// Unique in the store.
    public var id: String
    /// What happened.
    public var type: String
    /// A JSON object.
    public var data: String
    /// A JSON object.
    public var metadata: String
    /// When it happened.
    public var occurredAt: Timestamp
    /// When it was stored.
    public var recordedAt: Timestamp

    public init(
        id: String, type: String, data: String, metadata: String = "{}", occurredAt: Timestamp, recordedAt: Timestamp
    ) {
        self.id = id
        self.type = type
        self.data = data
        self.metadata = metadata
        self.occurredAt = occurredAt
        self.recordedAt = recordedAt
    }
}

extension NewEvent {
    private var texts: [ExactText] { [ExactText(id), ExactText(type), ExactText(data), ExactText(metadata)] }

    public static func == (a: NewEvent, b: NewEvent) -> Bool {
        a.texts == b.texts && a.occurredAt == b.occurredAt && a.recordedAt == b.recordedAt
    }

    public func hash(into hasher: inout Hasher) {
        for text in texts { hasher.combine(text) }
        hasher.combine(occurredAt)
        hasher.combine(recordedAt)
    }
}

/// An event as a store holds it. For imports, commands and display; the fold reads ``EventBatch``.
public struct StoredEvent: Hashable, Sendable {
    /// Its place in the order of the store, from 1.
    public var position: Position
    /// The stream that it belongs to.
    public var stream: String
    /// Counts 1, 2, 3 … in the stream.
    public var version: Int64
    /// What was appended.
    public var event: NewEvent

    public init(position: Position, stream: String, version: Int64, event: NewEvent) {
        self.position = position
        self.stream = stream
        self.version = version
        self.event = event
    }
}

extension StoredEvent {
    public static func == (a: StoredEvent, b: StoredEvent) -> Bool {
        a.position == b.position && a.version == b.version && ExactText(a.stream) == ExactText(b.stream) && a.event == b.event
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(position)
        hasher.combine(version)
        hasher.combine(ExactText(stream))
        hasher.combine(event)
    }
}

/// The version that a stream must have for an append to be accepted.
public enum ExpectedVersion: Hashable, Sendable {
    /// Exactly this version; 0 for a stream without events.
    case exactly(Int64)
    /// Any version.
    case any
}

/// The outcome of an append.
public enum AppendOutcome: Hashable, Sendable {
    /// The events are durable; `version` and `position` are those of the last event.
    case appended(version: Int64, position: Position)
    /// The stream was not at the expected version; nothing was written.
    case conflict(actual: Int64)
    /// An event with this id exists already, with this version and position; nothing was written.
    case duplicate(of: StoredEvent)
}
