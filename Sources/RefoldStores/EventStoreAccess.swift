/// What a run may do to an event store.
public enum EventStoreAccess: Hashable, Sendable {
    /// Reads a store that must exist.
    case reading
    /// Reads and appends; makes the store where there is none.
    case creating
}
