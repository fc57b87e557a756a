import RefoldCommands
import RefoldCore
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("The event bus")
struct EventBusTests {
    private struct Refusal: Error {}

    @Test("delivers each event once to each subscriber, in the order of its stream, while eight threads commit to three streams")
    func ordersStreams() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let seen = [Seen(), Seen(), Seen()]
        let subscriptions = seen.enumerated().map { number, seen in
            bus.subscribe("\(number)", to: number == 2 ? ["Odd"] : nil) { event in
                // The event is durable before it is delivered.
                if try store.event(id: event.event.id) == nil { throw Refusal() }
                seen.add(event)
            }
        }
        try Concurrently.run(8) { thread in
            var numbers = SeededNumbers(UInt64(thread) + 1)
            for step in 0..<50 {
                let stream = "stream-\(Int.random(in: 0..<3, using: &numbers))"
                let ids = (0...Int.random(in: 0..<3, using: &numbers)).map { "\(thread)-\(step)-\($0)" }
                let last = try bus.publishing { () throws(RefoldError) in try append(ids, to: stream, of: store) }
                // The events of a commit have been delivered when it returns.
                #expect(seen[0].has(position: last))
            }
        }
        #expect(seen[0].events == store.all)
        #expect(seen[1].events == store.all)
        #expect(seen[2].events == store.all.filter { $0.event.type == "Odd" })
        #expect(bus.failures == 0)
        withExtendedLifetime(subscriptions) {}
    }

    @Test("loses nothing if a subscriber throws: neither the append, nor other deliveries, nor later events")
    func survivesErrors() throws {
        let store = MemoryEventStore()
        let failures = Mutex<[DeliveryFailure]>([])
        let bus = EventBus { failure in failures.withLock { $0.append(failure) } }
        let (before, after, failing) = (Seen(), Seen(), Seen())
        let subscriptions = [
            bus.subscribe("before") { before.add($0) },
            bus.subscribe("failing") { event in
                failing.add(event)
                if event.event.type == "Odd" { throw Refusal() }
            },
            bus.subscribe("after") { after.add($0) },
        ]
        for step in 0..<6 { _ = try bus.publishing { () throws(RefoldError) in try append(["\(step)"], to: "a", of: store) } }
        for seen in [before, after, failing] { #expect(seen.events == store.all) }
        #expect(bus.failures == 3)
        let told = failures.withLock { $0 }
        #expect(told.map(\.subscriber) == ["failing", "failing", "failing"])
        #expect(told.map(\.position) == store.all.filter { $0.event.type == "Odd" }.map(\.position))
        #expect(told.allSatisfy { $0.type == "Odd" && $0.stream == "a" && $0.error is Refusal })
        withExtendedLifetime(subscriptions) {}
    }

    @Test("allows a subscriber to commit: its events follow the present one, in one order for every subscriber")
    func deliversFromInside() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let (first, second) = (Seen(), Seen())
        let isInside = Mutex(false)
        let subscriptions = [
            bus.subscribe("first") { first.add($0) },
            bus.subscribe("process") { event in
                #expect(isInside.withLock { inside in defer { inside = true }; return !inside })
                defer { isInside.withLock { $0 = false } }
                guard event.version < 20 else { return }
                _ = try bus.publishing { () throws(RefoldError) in
                    try append(["\(event.event.id)+"], to: event.stream, of: store)
                }
            },
            bus.subscribe("second") { second.add($0) },
        ]
        try Concurrently.run(4) { thread in
            _ = try bus.publishing { () throws(RefoldError) in try append(["\(thread)"], to: "\(thread)", of: store) }
        }
        // The events of a subscriber's commit may still be in delivery on another thread, which ends with their delivery.
        #expect(first.events == store.all)
        #expect(second.events == store.all)
        #expect(store.all.count == 80)
        #expect(bus.failures == 0)
        withExtendedLifetime(subscriptions) {}
    }

    @Test("allows commits of a subscriber and of other threads at the same time, without a deadlock")
    func mixesInsideAndOutside() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let seen = Seen()
        let process = bus.subscribe("process", to: ["Even"]) { event in
            guard event.stream != "answers" else { return }
            _ = try bus.publishing { () throws(RefoldError) in
                try append(["answer-\(event.event.id)", "more-\(event.event.id)"], to: "answers", of: store)
            }
        }
        let all = bus.subscribe("all") { seen.add($0) }
        try Concurrently.run(8) { thread in
            for step in 0..<40 {
                _ = try bus.publishing { () throws(RefoldError) in try append(["\(thread)-\(step)"], to: "\(step % 3)", of: store) }
            }
        }
        #expect(seen.events == store.all)
        withExtendedLifetime([process, all]) {}
    }

    @Test("delivers nothing of a commit that fails, and keeps working")
    func passesFailureOn() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let seen = Seen()
        let subscription = bus.subscribe("all") { seen.add($0) }
        #expect(throws: RefoldError.self) {
            _ = try bus.publishing { () throws(RefoldError) -> (Int, [StoredEvent]) in throw RefoldError(.failed, "the disk is full") }
        }
        #expect(seen.events.isEmpty)
        let number = try bus.publishing { () throws(RefoldError) -> (Int, [StoredEvent]) in (7, []) }
        #expect(number == 7)
        _ = try bus.publishing { () throws(RefoldError) in try append(["1"], to: "a", of: store) }
        #expect(seen.events == store.all)
        withExtendedLifetime(subscription) {}
    }

    @Test("refuses a commit inside a commit instead of deadlocking")
    func refusesNesting() throws {
        let bus = EventBus()
        #expect(throws: RefoldError(.failed, "a commit was begun inside of a commit", expected: "one after the other")) {
            _ = try bus.publishing { () throws(RefoldError) -> (Int, [StoredEvent]) in
                _ = try bus.publishing { () throws(RefoldError) -> (Int, [StoredEvent]) in (1, []) }
                return (2, [])
            }
        }
        let number = try bus.publishing { () throws(RefoldError) -> (Int, [StoredEvent]) in (3, []) }
        #expect(number == 3)
    }

    @Test("delivers nothing to a subscriber that was cancelled or released, even during a delivery")
    func cancels() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let (first, victim, late) = (Seen(), Seen(), Seen())
        let held = Held()
        held.keep("first", bus.subscribe("cancels itself and others") { event in
            first.add(event)
            guard event.version == 2 else { return }
            held.all["first"]?.cancel()
            held.drop("victim")
            held.keep("late", bus.subscribe("late") { late.add($0) })
        })
        held.keep("victim", bus.subscribe("victim") { victim.add($0) })
        for ids in [["1", "2", "3"], ["4"]] {
            _ = try bus.publishing { () throws(RefoldError) in try append(ids, to: "a", of: store) }
        }
        #expect(first.events.map(\.version) == [1, 2])
        #expect(victim.events.map(\.version) == [1])
        // It gets no events of commits before it subscribed.
        #expect(late.events.map(\.version) == [4])
    }

    @Test("ends a subscription with the last reference to it")
    func endsWithReference() throws {
        let store = MemoryEventStore()
        let bus = EventBus()
        let seen = Seen()
        do {
            let subscription = bus.subscribe("short") { seen.add($0) }
            _ = try bus.publishing { () throws(RefoldError) in try append(["1"], to: "a", of: store) }
            withExtendedLifetime(subscription) {}
        }
        _ = try bus.publishing { () throws(RefoldError) in try append(["2"], to: "a", of: store) }
        #expect(seen.events.map(\.version) == [1])
    }
}

/// Subscriptions by name.
private final class Held: Sendable {
    private let subscriptions = Mutex<[String: Subscription]>([:])

    var all: [String: Subscription] { subscriptions.withLock { $0 } }

    func keep(_ name: String, _ subscription: Subscription) { subscriptions.withLock { $0[name] = subscription } }

    func drop(_ name: String) { _ = subscriptions.withLock { $0.removeValue(forKey: name) } }
}

/// The events that a subscriber got.
private final class Seen: Sendable {
    private let told = Mutex<[StoredEvent]>([])

    var events: [StoredEvent] { told.withLock { $0 } }

    func add(_ event: StoredEvent) { told.withLock { $0.append(event) } }

    func has(position: Position) -> Bool { told.withLock { told in told.contains { $0.position == position } } }
}

/// Appends events, alternately `Even` and `Odd` per stream, and returns the position of the last one and the stored events.
private func append(_ ids: [String], to stream: String, of store: MemoryEventStore) throws(RefoldError) -> (Position, [StoredEvent]) {
    try store.transact { transaction throws(RefoldError) in
        let version = try transaction.events(in: stream, from: 1, limit: nil).last?.version ?? 0
        let events = ids.enumerated().map { number, id in
            NewEvent(
                id: id, type: (version + Int64(number)) % 2 == 0 ? "Even" : "Odd", data: "{}", occurredAt: .first, recordedAt: .first)
        }
        _ = try transaction.append(events, to: stream, expecting: .exactly(version))
        let stored = try transaction.events(in: stream, from: version + 1, limit: nil)
        return (stored.last?.position ?? 0, stored)
    }
}
