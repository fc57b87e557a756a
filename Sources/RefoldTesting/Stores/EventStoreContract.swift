import RefoldCore
import RefoldStores
import RefoldValues

/// One check that every event store must pass, run on a new, empty store.
public struct StoreCheck: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (any EventStore) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any EventStore) throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// A failed check.
public struct ContractBroken: Error, CustomStringConvertible {
    public let description: String
}

/// Throws unless the two are equal.
func expect<Value: Equatable>(_ value: Value, _ wanted: Value, _ what: String) throws {
    guard value == wanted else { throw ContractBroken(description: "\(what): \(value), not \(wanted)") }
}

/// The checks of ``EventStore``, for the tests of every adapter: `@Test(arguments: EventStoreContract.checks)`.
public enum EventStoreContract {
    public static let checks = appending + reading + texts + transactions + bulk

    /// An event for tests; the same arguments give the same event.
    public static func event(_ id: String, _ type: String = "Happened", data: String = #"{"a":1}"#) -> NewEvent {
        NewEvent(
            id: id, type: type, data: data, metadata: #"{"by":"zoë"}"#, occurredAt: time(1_709_285_400_000_000),
            recordedAt: time(1_709_285_402_250_000))
    }

    static func time(_ microseconds: Int64) -> Timestamp { Timestamp(microseconds: microseconds) ?? .first }

    private static let appending: [StoreCheck] = [
        StoreCheck("A new store is empty") { store in
            try expect(store.bound(), 0, "bound")
            try expect(store.version(of: "s"), 0, "version")
            try expect(store.events(in: "s", from: 1, limit: nil), [], "events")
            try expect(store.event(id: "a"), nil, "event")
        },
        StoreCheck("Appended events are read back unchanged") { store in
            let events = [event("a"), event("b", "Ended", data: #"{"text":"\u0041 é 🙂","list":[1, 2.50]}"#)]
            try expect(store.append(events, to: "s", expecting: .exactly(0)), .appended(version: 2, position: 2), "outcome")
            let stored = events.enumerated().map { StoredEvent(position: Int64($0 + 1), stream: "s", version: Int64($0 + 1), event: $1) }
            try expect(store.events(in: "s", from: 1, limit: nil), stored, "events")
            try expect(store.events(in: "s", from: 2, limit: nil), [stored[1]], "events from the second")
            try expect(store.events(in: "s", from: 1, limit: 1), [stored[0]], "one event")
            try expect(store.event(id: "b"), stored[1], "event")
            try expect(store.bound(), 2, "bound")
        },
        StoreCheck("Events between two positions are counted by their types, each type once") { store in
            try expect(store.eventCounts(after: 0, through: .max).count(of: nil), 0, "none")
            _ = try store.append([event("a"), event("b", "é"), event("c"), event("d", "e\u{301}"), event("e")], to: "s", expecting: .any)
            let counts = try store.eventCounts(after: 1, through: 4)
            try expect(counts.count(of: nil), 3, "all")
            try expect(counts.count(of: ["Happened", "Happened"]), 1, "of one type")
            try expect(counts.count(of: ["é", "Other"]), 1, "of a type and of one that never occurs")
            try expect(counts.count(of: []), 0, "of none")
            try expect(store.eventCounts(after: 4, through: .max).count(of: nil), 1, "to the end")
        },
        StoreCheck("A version that is not the expected one is told and nothing is written") { store in
            _ = try store.append([event("a")], to: "s", expecting: .any)
            try expect(store.append([event("b")], to: "s", expecting: .exactly(0)), .conflict(actual: 1), "too low")
            try expect(store.append([event("b")], to: "s", expecting: .exactly(2)), .conflict(actual: 1), "too high")
            try expect(store.append([event("b")], to: "t", expecting: .exactly(1)), .conflict(actual: 0), "no stream")
            try expect(store.bound(), 1, "bound")
            try expect(store.append([event("b")], to: "s", expecting: .exactly(1)), .appended(version: 2, position: 2), "outcome")
        },
        StoreCheck("An existing id returns its event, before versions are compared, and nothing is written") { store in
            _ = try store.append([event("a")], to: "s", expecting: .any)
            let first = StoredEvent(position: 1, stream: "s", version: 1, event: event("a"))
            try expect(store.append([event("a", "Other")], to: "t", expecting: .exactly(9)), .duplicate(of: first), "outcome")
            try expect(store.append([event("b"), event("a")], to: "s", expecting: .any), .duplicate(of: first), "second of two")
            try expect(store.bound(), 1, "bound")
        },
        StoreCheck("If several threads append to one stream, none of the events is lost") { store in
            try Concurrently.run(4) { thread in
                for number in 0..<10 { _ = try store.append([event("\(thread)-\(number)")], to: "s", expecting: .any) }
            }
            let events = try store.events(in: "s", from: 1, limit: nil)
            try expect(events.map(\.version), Array(1...40), "versions")
            try expect(events.map(\.position), Array(1...40), "positions")
        },
        StoreCheck("Of several appends that expect the same version, one is accepted") { store in
            let accepted = try Concurrently.run(4) { thread in
                try store.append([event("\(thread)")], to: "s", expecting: .exactly(0)) == .appended(version: 1, position: 1)
            }
            try expect(accepted.filter { $0 }.count, 1, "accepted")
        },
    ]

    private static let reading: [StoreCheck] = [
        StoreCheck("A scan returns the events after a position up to a bound, in order") { store in
            for number in 1...9 { _ = try store.append([event("\(number)")], to: "s\(number % 3)", expecting: .any) }
            let seen = try scanned(store, EventQuery(after: 2, through: 7, types: nil))
            try expect(seen.map(\.position), [3, 4, 5, 6, 7], "positions")
            try expect(seen.map(\.stream), ["s0", "s1", "s2", "s0", "s1"], "streams")
            try expect(seen.map(\.version), [1, 2, 2, 2, 3], "versions")
        },
        StoreCheck("A scan returns only the wanted types and still reaches its bound") { store in
            for number in 1...3000 {
                _ = try store.append([event("\(number)", number % 100 == 0 ? "Rare" : "Usual")], to: "s", expecting: .any)
            }
            let query = EventQuery(after: 0, through: 2950, types: ["Rare", "Never"])
            try expect(scanned(store, query, batch: 7).map(\.position), Array(stride(from: 100, through: 2900, by: 100)), "rare")
            let none = EventQuery(after: 0, through: 3000, types: [])
            try expect(scanned(store, none), [], "no types")
        },
        StoreCheck("The first event of a type is found in any range, and a type without one is left out") { store in
            try expect(store.firstPositions(of: ["Usual"], after: 0, through: .max), [:], "in an empty store")
            for number in 1...300 {
                _ = try store.append([event("\(number)", number % 100 == 0 ? "Rare" : "Usual")], to: "s", expecting: .any)
            }
            let types = ["Rare", "Usual", "Never", "Usual"]
            for (after, through, found) in [
                (0, 300, ["Usual": 1, "Rare": 100]), (0, .max, ["Usual": 1, "Rare": 100]), (0, 99, ["Usual": 1]), (99, 100, ["Rare": 100]),
                (100, 199, ["Usual": 101]), (200, 300, ["Usual": 201, "Rare": 300]), (300, 300, [:]), (300, 400, [:]), (400, 300, [:]),
            ] as [(Position, Position, [ExactText: Position])] {
                try expect(store.firstPositions(of: types, after: after, through: through), found, "after \(after) through \(through)")
            }
            try expect(store.firstPositions(of: [], after: 0, through: 300), [:], "of no types")
        },
        StoreCheck("Batches of any size contain the same events, even if one event is larger than a batch") { store in
            for number in 1...50 {
                let text = String(repeating: "x", count: number % 10 == 0 ? 5000 : number)
                _ = try store.append([event("\(number)", data: #"{"t":"\#(text)"}"#)], to: "s", expecting: .any)
            }
            let query = EventQuery(after: 0, through: 50, types: nil, columns: .all)
            let whole = try scanned(store, query)
            try expect(whole, store.events(in: "s", from: 1, limit: nil), "scan and stream")
            for (events, bytes) in [(1, 1 << 20), (7, 1 << 20), (1000, 1), (1000, 1000)] {
                try expect(scanned(store, query, batch: events, bytes: bytes), whole, "batches of \(events) events, \(bytes) bytes")
            }
        },
        StoreCheck("The last event at or below a position is found, also between two events and after the last") { store in
            try expect(store.samples(upTo: [0, 5]), [nil, nil], "in an empty store")
            for number in 1...3 { _ = try store.append([event("\(number)", data: #"{"n":\#(number)}"#)], to: "s", expecting: .any) }
            let all = try everything(in: store).map(EventSample.init)
            try expect(store.samples(upTo: [3, 0, 1, .max, 2]), [all[2], nil, all[0], all[2], all[1]], "samples")
            try expect(store.samples(upTo: []), [], "none")
        },
        StoreCheck("The fingerprint of the same events is the same in every store, however their payloads are written") { store in
            try expect(store.fingerprint(at: 0), nil, "of no events")
            _ = try store.append([event("a"), event("b", data: #"{ "n": 1.50, "t": "\u00e9" }"#)], to: "s", expecting: .any)
            _ = try store.append([event("c")], to: "zoë", expecting: .any)
            // If the algorithm gave other fingerprints, every existing read model would be refused.
            try expect((1...3).map { try store.fingerprint(at: $0)?.value }, [7_179_517_953_211_595_281, 6_548_699_740_440_098_140, 5_385_758_528_842_779_392], "fingerprints")
            let reference = MemoryEventStore()
            _ = try reference.append([event("a"), event("b", data: #"{"t":"é","n":15e-1}"#)], to: "s", expecting: .any)
            try expect(reference.fingerprint(at: 2), store.fingerprint(at: 2), "written otherwise")
            _ = try reference.append([event("c", data: #"{"a":2}"#)], to: "zoë", expecting: .any)
            try expect(reference.fingerprint(at: 3) == store.fingerprint(at: 3), false, "of another payload")
        },
        StoreCheck("Columns that were not requested stay empty") { store in
            _ = try store.append([event("a")], to: "s", expecting: .any)
            let plain = try scanned(store, EventQuery(after: 0, through: 1, types: nil))
            try expect(plain.map { [$0.event.id, $0.event.metadata] }, [["", ""]], "without")
            let metadata = try scanned(store, EventQuery(after: 0, through: 1, types: nil, columns: .metadata))
            try expect(metadata.map { [$0.event.id, $0.event.metadata] }, [["", event("a").metadata]], "metadata alone")
        },
    ]

    /// Everything that the store returns, in order.
    public static func everything(in store: any EventStore) throws -> [StoredEvent] {
        try scannedOnce(store, EventQuery(after: 0, through: store.bound(), types: nil, columns: .all), batch: 8192, bytes: 1 << 20)
    }

    /// Everything that a scan returns, with any number of readers.
    static func scanned(
        _ store: any EventStore, _ query: EventQuery, batch events: Int = 8192, bytes: Int = 1 << 20
    ) throws -> [StoredEvent] {
        let alone = try scannedOnce(store, query, batch: events, bytes: bytes)
        var query = query
        query.readers = 3
        try expect(scannedOnce(store, query, batch: events, bytes: bytes), alone, "by three readers")
        return alone
    }

    private static func scannedOnce(_ store: any EventStore, _ query: EventQuery, batch events: Int, bytes: Int) throws -> [StoredEvent] {
        let scan = try store.scan(query)
        let batch = EventBatch(events: events, byteCapacity: bytes)
        var seen: [StoredEvent] = []
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count { seen.append(batch.storedEvent(index)) }
        }
        try expect(batch.through, query.through, "through")
        return seen
    }
}
