/// What a run changes of the parked events of a generation, in one transaction with its rows and checkpoint.
public struct ParkedChanges: Hashable, Sendable {
    /// Those that are parked no longer.
    public var removed: [ParkedEvent.Place]
    /// Those that are parked now, or of which the reason or the number of held events has changed.
    public var parked: [ParkedEvent]
    /// Those that the projection leaves out from now on.
    public var dropped: [DroppedEvent]

    public init(removed: [ParkedEvent.Place] = [], parked: [ParkedEvent] = [], dropped: [DroppedEvent] = []) {
        self.removed = removed
        self.parked = parked
        self.dropped = dropped
    }

    /// Whether there is nothing to write.
    public var isEmpty: Bool { removed.isEmpty && parked.isEmpty && dropped.isEmpty }
}
