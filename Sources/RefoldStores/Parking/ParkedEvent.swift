import RefoldCore

/// An event that a projection could not take, and that a run set aside with its reason; later events of its row are held after it.
///
/// It belongs to a generation and goes with it. The held events are those of the row between it and the checkpoint: they are in the event
/// store, so only their number is kept.
public struct ParkedEvent: Hashable, Sendable, Codable {
    /// The position of the event.
    public var position: Position
    /// The id of the event.
    public var id: String
    /// The stream of the event.
    public var stream: String
    /// The type of the event.
    public var type: String
    /// The encoded key of the row that waits for it; nil if the key could not be read. Made of payload values: never shown.
    public var key: [UInt8]?
    /// Why it could not be taken, without any value of the payload.
    public var reason: String
    /// How many later events of the row are held after it.
    public var held: Int64

    public init(position: Position, id: String, stream: String, type: String, key: [UInt8]?, reason: String, held: Int64 = 0) {
        self.position = position
        self.id = id
        self.stream = stream
        self.type = type
        self.key = key
        self.reason = reason
        self.held = held
    }

    /// The event and the row, by which a catalog knows it.
    public var place: Place { Place(position: position, key: key) }

    /// An event, and the row that waits for it.
    public struct Place: Hashable, Sendable {
        public var position: Position
        public var key: [UInt8]?
    }
}
