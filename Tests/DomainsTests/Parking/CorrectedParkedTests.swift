import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Eighty events, every eighth of which is parked. The store's fingerprint rests on those at 80, 60, 40 and 20.
@Suite("A retry over a store that changed")
struct CorrectedParkedTests {
    private static func event(_ position: Position, _ amount: String) -> StoredEvent {
        StoredEvent(
            position: position, stream: "a\(position)", version: 1,
            event: NewEvent(id: "e\(position)", type: "Opened", data: #"{"owner":"o","amount":\#(amount)}"#, occurredAt: .first, recordedAt: .first))
    }

    private static let events = (1...80).map { event($0, $0 % 8 == 0 ? #""SECRET""# : "1") }

    private static func changed(_ position: Int, _ change: (inout StoredEvent) -> Void) -> [StoredEvent] {
        var events = events
        change(&events[position - 1])
        return events
    }

    private func retry(_ events: [StoredEvent], _ store: any ReadModelStore, _ positions: [Position]? = nil) throws -> ParkedRun.Outcome {
        try ParkedRun(events: MemoryEventStore(events), readModels: store) { .first }.retry(ParkingWorld.accounts, positions: positions)
    }

    private func built(in store: any ReadModelStore) throws {
        let options = FoldOptions(temporaryFolder: NSTemporaryDirectory(), park: .max)
        #expect(try FoldRun(events: MemoryEventStore(Self.events), readModels: store, options: options).rebuild([ParkingWorld.accounts])[0].parked == 10)
    }

    @Test("takes events that were corrected in place, also those that the fingerprint rests on", arguments: Adapter.allCases)
    func corrected(adapter: Adapter) throws {
        try adapter.with { store, _ in
            try built(in: store)
            var events = Self.events
            for position in [80, 40, 24] { events[position - 1] = Self.event(Position(position), "7") }
            #expect(try retry(events, store).parked.count == 7)
            // What is still parked may change once more, and later catch-ups know the store.
            events[47] = Self.event(48, "8")
            #expect(try retry(events, store).parked.count == 6)
            let options = FoldOptions(temporaryFolder: NSTemporaryDirectory())
            _ = try FoldRun(events: MemoryEventStore(events), readModels: store, options: options).catchUp([ParkingWorld.accounts])
        }
    }

    /// A restored backup that has grown since: all parked events but the last one are there.
    private static let grown = events.prefix(79) + (80...120).map { (position: Position) in
        var event = event(position, "1")
        event.event.id = "later\(position)"
        return event
    }

    private static let others: [(String, [StoredEvent])] = [
        ("grown", Array(grown)),
        ("another payload of an event that is not parked", changed(60) { $0.event.data = #"{"owner":"o","amount":5}"# }),
        ("another id", changed(40) { $0.event.id = "x" }), ("another stream", changed(40) { $0.stream = "x" }),
        ("another version", changed(40) { $0.version = 2 }), ("another type", changed(40) { $0.event.type = "Paid" }),
    ]

    @Test("refuses what is not a correction in place, and writes nothing", arguments: Adapter.allCases, others.map(\.0))
    func refused(adapter: Adapter, what: String) throws {
        let events = try #require(Self.others.first { $0.0 == what }).1
        try adapter.with { store, _ in
            try built(in: store)
            // A backup whose parked events are all there: the last one is dropped before.
            if what == "grown" { _ = try ParkedRun(events: MemoryEventStore(Self.events), readModels: store) { .first }.drop(ParkingWorld.accounts, position: 80, reason: "x") }
            let generations = try store.generations(), rows = try ParkingRuns.rows(in: store)
            let error = #expect(throws: RefoldError.self) { try retry(events, store, [8]) }
            #expect(error?.status == .refused, "\(what)")
            #expect(error?.faults.first?.remedy?.contains("run refold rebuild things") == true)
            #expect(try store.generations() == generations)
            #expect(try ParkingRuns.rows(in: store) == rows)
        }
    }

    @Test("refuses an event in whose place there is another one or none, although the fingerprint does not rest on it")
    func gone() throws {
        let store = MemoryReadModelStore()
        try built(in: store)
        let generations = try store.generations()
        var without = Self.events
        without.remove(at: 7)
        for events in [without, Self.changed(8) { $0.event.id = "x" }, Self.changed(8) { $0.event.type = "Closed" }] {
            let error = #expect(throws: RefoldError.self) { try retry(events, store) }
            #expect(error?.status == .refused)
            #expect(error?.faults.first?.what.hasPrefix("the event that was parked at position 8 is not there any more") == true)
        }
        #expect(try store.generations() == generations)
        #expect(try retry(Self.events, store).parked.count == 10)
    }
}
