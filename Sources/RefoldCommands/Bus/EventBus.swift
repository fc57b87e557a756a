import Dispatch
import FoundationEssentials
import Glibc
import RefoldCore
import RefoldValues
import Synchronization

/// Delivers events to subscribers in this process after they are durable.
///
/// Each subscriber sees each event of its types once, in commit order; so the events of one stream come by version, even if several threads
/// commit to it. One subscriber is called at a time, so a subscriber needs no lock of its own.
///
/// Read models do not depend on it: they read the store by position and lose nothing. If the process ends between commit and delivery, the
/// deliveries are lost; events of other processes never arrive here. Use it for what may be missed or repeated: dropping cached answers, or
/// waking a worker that reads the store itself. Do not use it for read models or for anything that must happen.
public final class EventBus: Sendable {
    private let state = Mutex(State())
    /// Held during a commit, so that events are queued in the order in which they became durable.
    private let committing = Mutex<Void>(())
    private let failed: (@Sendable (DeliveryFailure) -> Void)?

    /// - Parameter failed: called on the delivering thread for each delivery on which the subscriber threw.
    public init(failed: (@Sendable (DeliveryFailure) -> Void)? = nil) { self.failed = failed }

    /// How many deliveries have failed so far because the subscriber threw.
    public var failures: Int { state.withLock { $0.failures } }

    /// Calls `deliver` for each event that is published from now on.
    ///
    /// - Parameters:
    ///   - name: the subscriber's name, for ``DeliveryFailure``.
    ///   - types: the event types wanted; nil for all.
    ///   - deliver: called once per event, on any thread. If it throws, the failure is counted and reported and nothing else changes: the
    ///     event stays appended, other subscribers get it, and the next event is delivered as usual. It may publish events itself, but must
    ///     not wait for another thread that publishes, because that thread waits for this delivery.
    /// - Returns: the subscription. It ends when it is cancelled or released.
    public func subscribe(
        _ name: String, to types: [String]? = nil, _ deliver: @escaping @Sendable (StoredEvent) throws -> Void
    ) -> Subscription {
        let subscription = Subscription(name, types: types, on: self, deliver)
        state.withLock { state in
            state.subscribers.append(State.Subscriber(recipient: subscription.recipient, first: state.lastNumber + 1))
        }
        return subscription
    }

    func remove(_ recipient: Recipient) {
        state.withLock { state in state.subscribers.removeAll { $0.recipient === recipient } }
    }

    /// Runs a commit and delivers the events that it made durable.
    ///
    /// Commits of all threads run one after the other. Their events are delivered outside that lock, so the next commit runs meanwhile.
    /// Returns when the events of this commit have been delivered, by this thread or another. Inside a subscriber it returns at once: the
    /// events are delivered after the ones already being delivered.
    ///
    /// - Parameter commit: makes events durable and returns them in order, with the caller's result. If it throws, nothing is delivered. It
    ///   must not publish, nor wait for anything that a subscriber holds.
    /// - Throws: what `commit` throws, and `.failed` for a commit inside a commit.
    public func publishing<R>(_ commit: () throws(RefoldError) -> (R, [StoredEvent])) throws(RefoldError) -> R {
        let thread = pthread_self()
        guard state.withLock({ $0.committer != thread }) else {
            throw RefoldError(.failed, "a commit was begun inside of a commit", expected: "one after the other")
        }
        var result: R?
        var place: Place?
        try committing.withLock { _ throws(RefoldError) in
            state.withLock { $0.committer = thread }
            defer { state.withLock { $0.committer = nil } }
            let (committed, events) = try commit()
            result = committed
            if !events.isEmpty { place = state.withLock { $0.enqueue(events, from: thread) } }
        }
        if let place { finish(place) }
        guard let result else { throw RefoldError(.failed, "a commit ended without a result") }
        return result
    }

    private func finish(_ place: Place) {
        switch place {
        case .behindPresent: return
        case .first(let number): deliver(through: number)
        case .waiting(let number, let turn):
            turn.wait()
            // Woken because its events were delivered, or because it is this thread's turn to deliver.
            if state.withLock({ $0.delivered < number }) { deliver(through: number) }
        }
    }

    /// Delivers queued events up to commit `number`; then continues only if no waiting thread can take over.
    private func deliver(through number: UInt64) {
        state.withLock { $0.deliverer = pthread_self() }
        while let batch = state.withLock({ $0.next(after: number) }) {
            for event in batch.events { deliver(event, of: batch.number) }
            state.withLock { $0.delivered = batch.number }
            if batch.number != number { batch.turn?.signal() }
        }
    }

    private func deliver(_ event: StoredEvent, of number: UInt64) {
        for subscriber in state.withLock({ $0.subscribers }) where subscriber.first <= number && subscriber.recipient.wants(event) {
            do {
                try subscriber.recipient.deliver(event)
            } catch {
                state.withLock { $0.failures += 1 }
                failed?(DeliveryFailure(subscriber: subscriber.recipient.name, event: event, error: error))
            }
        }
    }
}

extension EventBus {
    /// Who delivers the events of a commit.
    private enum Place {
        /// No thread is delivering: the thread that queued them delivers them.
        case first(UInt64)
        /// Another thread delivers.
        case waiting(UInt64, turn: DispatchSemaphore)
        /// They were published by a subscriber: the delivery that called the subscriber delivers them next.
        case behindPresent
    }

    private struct State {
        struct Subscriber {
            let recipient: Recipient
            /// The first commit whose events the subscriber gets.
            let first: UInt64
        }

        /// The events of one commit.
        struct Batch {
            let number: UInt64
            let events: [StoredEvent]
            /// The semaphore that the committing thread waits for; nil if it does not wait.
            let turn: DispatchSemaphore?
        }

        var subscribers: [Subscriber] = []
        /// Undelivered commits, in order.
        var queue: [Batch] = []
        var lastNumber: UInt64 = 0
        /// The last commit whose events were all delivered.
        var delivered: UInt64 = 0
        var isDelivering = false
        var deliverer: pthread_t?
        var committer: pthread_t?
        var failures = 0

        mutating func enqueue(_ events: [StoredEvent], from thread: pthread_t) -> Place {
            lastNumber += 1
            let isInside = deliverer == thread
            let turn = isInside || !isDelivering ? nil : DispatchSemaphore(value: 0)
            queue.append(Batch(number: lastNumber, events: events, turn: turn))
            if isInside { return .behindPresent }
            if let turn { return .waiting(lastNumber, turn: turn) }
            isDelivering = true
            return .first(lastNumber)
        }

        /// The commit to deliver next, or nil if the thread of commit `own` may stop because another thread takes over.
        mutating func next(after own: UInt64) -> Batch? {
            if delivered >= own {
                if let heir = queue.first(where: { $0.turn != nil }) {
                    deliverer = nil
                    heir.turn?.signal()
                    return nil
                }
                if queue.isEmpty {
                    deliverer = nil
                    isDelivering = false
                    return nil
                }
            }
            return queue.removeFirst()
        }
    }
}
