import RefoldCore
import RefoldValues
import Synchronization

/// A subscriber's place on an ``EventBus``. It is told events until this is cancelled or let go.
public final class Subscription: Sendable {
    let recipient: Recipient
    private let bus: EventBus

    init(_ name: String, types: [String]?, on bus: EventBus, _ deliver: @escaping @Sendable (StoredEvent) throws -> Void) {
        recipient = Recipient(name: name, types: types.map { Set($0.map { ExactText($0) }) }, call: deliver)
        self.bus = bus
    }

    deinit { cancel() }

    /// Ends the subscription: no delivery begins after this returns. One that is under way on another thread is not waited for, so that a
    /// subscriber may cancel itself.
    public func cancel() {
        recipient.cancel()
        bus.remove(recipient)
    }
}

/// A delivery that a subscriber answered with an error. Says where the event lies, not what is in it.
public struct DeliveryFailure: Sendable {
    /// The name that the subscriber gave itself.
    public let subscriber: String
    public let position: Position
    public let stream: String
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
