/// What a run changes of the parked events of a generation, in one transaction with its rows and checkpoint.
public struct ParkedChanges: Hashable, Sendable {
    /// Those that are parked no longer.
    public var removed: [ParkedEvent.Place]
    /// Those that are parked now, or of which the reason or the number of held events has changed.
    public var parked: [ParkedEvent]
    /// Those that the projection leaves out from now on.
    public var dropped: [DroppedEvent]
    /// What the generation's record says of its parked events afterwards; nil leaves it as it is.
    public var record: ParkedRecord?

    public init(
        removed: [ParkedEvent.Place] = [], parked: [ParkedEvent] = [], dropped: [DroppedEvent] = [], record: ParkedRecord? = nil
    ) {
        self.removed = removed
        self.parked = parked
        self.dropped = dropped
        self.record = record
    }

    /// Whether there is no line to write beside the record.
    public var isEmpty: Bool { removed.isEmpty && parked.isEmpty && dropped.isEmpty }
}
