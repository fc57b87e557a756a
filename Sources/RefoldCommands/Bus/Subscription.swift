import RefoldCore
import RefoldValues
import Synchronization

/// A subscription to an ``EventBus``. It receives events until it is cancelled or released.
public final class Subscription: Sendable {
    let recipient: Recipient
    private let bus: EventBus

    init(_ name: String, types: [String]?, on bus: EventBus, _ deliver: @escaping @Sendable (StoredEvent) throws -> Void) {
        recipient = Recipient(name: name, types: types.map { Set($0.map { ExactText($0) }) }, call: deliver)
        self.bus = bus
    }

    deinit { cancel() }

    /// Ends the subscription: no delivery begins after this returns. It does not wait for a delivery under way on another thread, so a
    /// subscriber may cancel itself.
    public func cancel() {
        recipient.cancel()
        bus.remove(recipient)
    }
}

/// A delivery on which the subscriber threw. It names the event's place, not its content.
public struct DeliveryFailure: Sendable {
    /// The name under which the subscriber subscribed.
    public let subscriber: String
    /// Its place in the order of the store, from 1.
    public let position: Position
    /// The stream that it was appended to.
    public let stream: String
    /// What happened.
    public let type: String
    /// What the subscriber threw.
    public let error: any Error

    init(subscriber: String, event: StoredEvent, error: any Error) {
        self.subscriber = subscriber
        position = event.position
        stream = event.stream
        type = event.event.type
        self.error = error
    }
}

/// What the bus calls.
final class Recipient: Sendable {
    let name: String
    private let types: Set<ExactText>?
    private let call: @Sendable (StoredEvent) throws -> Void
    private let isCancelled = Atomic(false)

    init(name: String, types: Set<ExactText>?, call: @escaping @Sendable (StoredEvent) throws -> Void) {
        self.name = name
        self.types = types
        self.call = call
    }

    func wants(_ event: StoredEvent) -> Bool { types?.contains(ExactText(event.event.type)) ?? true }

    func deliver(_ event: StoredEvent) throws {
        if !isCancelled.load(ordering: .sequentiallyConsistent) { try call(event) }
    }

    func cancel() { isCancelled.store(true, ordering: .sequentiallyConsistent) }
}
