import RefoldCore
import RefoldValues

/// An event that a projection leaves out for good, because a person said so. It belongs to the projection and outlives every generation.
public struct DroppedEvent: Hashable, Sendable {
    public var projection: String
    public var position: Position
    public var id: String
    public var stream: String
    public var type: String
    /// What the person gave as the reason.
    public var reason: String
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
