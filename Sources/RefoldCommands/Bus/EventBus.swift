import Dispatch
import Foundation
import RefoldCore
import RefoldValues
import Synchronization

/// Tells subscribers in this process what happened, after it is durable.
///
/// Each subscriber sees each event of a type that it asked for once, in the order of the commits; so those of one stream by version,
/// also where several threads commit to it. One subscriber is called at a time, so that a subscriber needs no lock against itself.
///
/// Projections do not hang on it: they read the store by position and lose nothing. A process that ends between commit and delivery
/// loses the deliveries, and events of other processes never come this way. So it is good for what may be missed or made up for:
/// dropping cached answers, waking a worker that looks into the store itself. Not for read models, nor for what must happen.
public final class EventBus: Sendable {
    private let state = Mutex(State())
    /// Held while a commit runs, so that events are queued in the order in which they became durable.
    private let committing = Mutex<Void>(())
    private let failed: (@Sendable (DeliveryFailure) -> Void)?

    /// - Parameter failed: told of each delivery that a subscriber answered with an error; called on the thread that delivers.
    public init(failed: (@Sendable (DeliveryFailure) -> Void)? = nil) { self.failed = failed }

    /// How many deliveries were answered with an error so far.
    public var failures: Int { state.withLock { $0.failures } }

    /// Has `deliver` called for each event that is published from now on.
    ///
    /// - Parameters:
    ///   - name: who it is, for ``DeliveryFailure``.
    ///   - types: the event types wanted; nil for all.
    ///   - deliver: called on whatever thread delivers, once an event. What it throws is counted and told, and changes nothing else: the
    ///     event stays appended, other subscribers get it, and the next event comes all the same. It may publish itself, but not wait for
    ///     another thread that publishes: that one waits for it.
    /// - Returns: what keeps the subscription: it ends when this is cancelled or let go.
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
    /// Commits of all threads come one after the other; their events are delivered outside of that order's lock, so that the next commit
    /// runs meanwhile. Returns when the events of this commit have been delivered, by this thread or another. Inside a subscriber it returns
    /// at once: the events are delivered after those that are under way.
    ///
    /// - Parameter commit: makes events durable and hands them back in their order, with what the caller is to get. Where it throws,
    ///   nothing is delivered. It must not publish, nor wait for anything that a subscriber holds.
    /// - Throws: what `commit` throws, and `.failed` for a commit inside of a commit.
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
            // Woken because it was delivered, or because it is this thread's turn to deliver.
            if state.withLock({ $0.delivered < number }) { deliver(through: number) }
        }
    }

    /// Delivers what is queued until the commit `number` has been; then goes on only if nobody waits who could.
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
    /// Where the events of a commit stand.
    private enum Place {
        /// Nobody delivers: whoever queued them does.
        case first(UInt64)
        /// Another thread delivers.
        case waiting(UInt64, turn: DispatchSemaphore)
        /// They come from a subscriber: the delivery that called it goes on to them.
        case behindPresent
    }

    private struct State {
        struct Subscriber {
            let recipient: Recipient
            /// The first commit whose events it gets.
            let first: UInt64
        }

        /// The events of one commit.
        struct Batch {
            let number: UInt64
            let events: [StoredEvent]
            /// What the thread of the commit waits for; nil if it does not.
            let turn: DispatchSemaphore?
        }

        var subscribers: [Subscriber] = []
        /// Undelivered commits, in their order.
        var queue: [Batch] = []
        var lastNumber: UInt64 = 0
        /// The last commit whose events all were delivered.
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

        /// The commit to deliver next, or nil if the thread that delivers for the sake of commit `own` may stop: another one goes on.
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
