/// What is particular of the events of a store, and of how they are read.
public struct StoreTraits: Hashable, Sendable {
    /// The name of the layout by which it is read: `marten`; `refold` for Refold's own.
    public var layout = "refold"
    /// What it is, in the words of the framework that writes it; nil for Refold's own, which Refold writes.
    public var description: String?
    /// Whether the versions of a stream are 1, 2, 3 … without a gap, so that a missing one is a deleted event.
    public var hasAllVersions = true
    /// Whether the position of an event never changes and nothing appears below a bound: else every run reads the store anew.
    public var isStable = true

    /// Whether ``EventStore/eventCounts(after:through:)`` counts events that no scan gives, since they cannot be read.
    public var countsUnreadable = false

    /// Those of Refold's own layout.
    public static let own = StoreTraits()

    /// A number that changes with what is read and how; 0 for Refold's own layout. Part of the fingerprint of the store.
    public var digest: UInt64 = 0

    private init() {}

    /// Those of another framework's store.
    public init(layout: String, description: String, isStable: Bool, countsUnreadable: Bool, digest: UInt64) {
        self.digest = digest
        self.layout = layout
        self.description = description
        hasAllVersions = false
        self.isStable = isStable
        self.countsUnreadable = countsUnreadable
    }
}
