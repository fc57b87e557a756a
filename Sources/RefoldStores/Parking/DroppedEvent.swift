import RefoldCore
import RefoldValues

/// An event that a projection leaves out for good, because a person said so. It belongs to the projection and outlives every generation.
public struct DroppedEvent: Hashable, Sendable {
    /// The projection that it is left out of.
    public var projection: String
    /// The position of the event.
    public var position: Position
    /// The id of the event.
    public var id: String
    /// The stream of the event.
    public var stream: String
    /// The type of the event.
    public var type: String
    /// What the person gave as the reason.
    public var reason: String
    /// When it was dropped.
    public var droppedAt: Timestamp

    public init(projection: String, position: Position, id: String, stream: String, type: String, reason: String, droppedAt: Timestamp) {
        self.projection = projection
        self.position = position
        self.id = id
        self.stream = stream
        self.type = type
        self.reason = reason
        self.droppedAt = droppedAt
    }
}
