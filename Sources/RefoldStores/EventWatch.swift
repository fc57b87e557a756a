import RefoldCore
import RefoldValues

/// Tells whether a store may have events that it had not before. It ends when it is released, and belongs to one thread at a time.
public protocol EventWatch: AnyObject {
    /// Whether every append, whoever makes it, wakes the signal of the watch, so that ``look()`` has nothing to find.
    var announcesAll: Bool { get }

    /// Whether the store may have changed since the last look, or since the watch began. Cheap, and nobody waits for it.
    ///
    /// - Throws: `.failed` if the store can no longer be watched; then a new watch is needed.
    func look() throws(RefoldError) -> Bool
}

extension EventStore {
    /// For a store that announces nothing: looks for its last event.
    public func watch(waking signal: WakeSignal) throws(RefoldError) -> any EventWatch { LastEventWatch(self) }
}

/// Compares the position of the last event.
private final class LastEventWatch: EventWatch {
    private let events: any EventStore
    private var last: Position?

    init(_ events: any EventStore) { self.events = events }

    var announcesAll: Bool { false }

    func look() throws(RefoldError) -> Bool {
        let now = try events.samples(upTo: [.max]).first??.position ?? 0
        defer { last = now }
        return now != last
    }
}
