/// What a run may do to an event store.
public enum EventStoreAccess: Hashable, Sendable {
    /// Reads a store that must exist.
    case reading
    /// Reads and appends; creates the store if it does not exist.
    case creating
}
