import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import Testing
@testable import RefoldPostgres

@Suite("A reader beside a framework's own writers, which commit in any order")
struct InterleavedLayoutWritersTests {
    /// Reads the new events up to the bound, as each run does.
    private struct Reader {
        let store: PostgresLayoutStore
        var position: Position = 0
        var seen: [StoredEvent] = []
        /// How often the bound was held back.
        var held = 0

        mutating func read() throws {
            let bound = try store.bound(remembered: position)
            #expect(bound.position >= position)
            #expect(bound.newest >= bound.position)
            if bound.position < bound.newest { held += 1 }
            let scan = try store.scan(EventQuery(after: position, through: bound.position, types: nil, columns: .id))
            let batch = EventBatch(events: 4)
            var hasMore = true
            while hasMore {
                hasMore = try scan.next(into: batch)
                for index in 0..<batch.count { seen.append(batch.storedEvent(index)) }
            }
            position = bound.position
        }
    }

    private enum State { case idle, open, prepared }

    /// One of each way to number events: sequences of the table or by name, several tables, locks of the writers' own.
    private static let byPosition = [
        "akka-jdbc", "axon4", "axon5", "commanded", "eventuous", "marten", "message-db", "patchlevel", "pyeventsourcing", "rails-event-store",
    ].map { LayoutFixture(name: $0) }

    @Test("misses no event and meets none twice, and never waits, where positions come from the store", arguments: byPosition, [1] as [UInt64])
    func positions(_ fixture: LayoutFixture, _ seed: UInt64) throws {
        let uri = try fixture.database(rows: false)
        try interleave(fixture, seed, at: uri)
    }

    @Test("misses no event and meets none twice, and never waits, where the order is that of transactions", arguments: ["emmett", "sequent"], [3] as [UInt64])
    func transactions(_ name: String, _ seed: UInt64) throws {
        let fixture = LayoutFixture(name: name)
        let cluster = try PostgresCluster()
        let uri = try fixture.database(rows: false, on: cluster)
        #expect(try interleave(fixture, seed, at: uri) > 5)
        withExtendedLifetime(cluster) {}
    }

    /// - Returns: how often the bound was held back.
    @discardableResult
    private func interleave(_ fixture: LayoutFixture, _ seed: UInt64, at uri: String) throws -> Int {
        let layout = try fixture.layout()
        var reader = Reader(store: try PostgresLayoutStore.test(uri, .only(layout)))
        #expect(reader.store.traits.isStable)
        let writers = try (0..<4).map { _ in try LayoutWriter(fixture, uri) }
        var states = Array(repeating: State.idle, count: writers.count)
        // The streams of the events in each open transaction, and those of the committed ones.
        var open = Array(repeating: [String](), count: writers.count)
        var committed: [String] = []
        var random = SeededNumbers(seed)
        func name(_ number: Int) -> String { "\(fixture.name)-\(seed)-\(uri.hashValue)-\(number)" }
        func insert(_ number: Int, _ step: Int) throws {
            let event = InsertedEvent(step)
            if try writers[number].insert(event) { open[number].append(event.stream) }
        }
        func end(_ number: Int, _ isKept: Bool) throws {
            let prepared = states[number] == .prepared ? " PREPARED '\(name(number))'" : ""
            try writers[number].run((isKept ? "COMMIT" : "ROLLBACK") + prepared)
            states[number] = .idle
            if isKept { committed += open[number] }
            open[number] = []
        }
        for step in 1...70 {
            let number = Int(random.next() % UInt64(writers.count))
            let writer = writers[number]
            switch (states[number], random.next() % 8) {
            case (.idle, 0...2):
                try insert(number, step)
                committed += open[number]
                open[number] = []
            case (.idle, _):
                try writer.run("BEGIN")
                states[number] = .open
                try insert(number, step)
            case (.open, 0...2): try insert(number, step)
            case (.open, 3):
                try writer.run("SAVEPOINT undone")
                let kept = open[number]
                try insert(number, step)
                try writer.run("ROLLBACK TO SAVEPOINT undone")
                open[number] = kept
            case (.open, 4):
                try writer.run("PREPARE TRANSACTION '\(name(number))'")
                states[number] = .prepared
            case (_, let choice): try end(number, choice != 7)
            }
            try reader.read()
        }
        for number in writers.indices where states[number] != .idle { try end(number, true) }
        try reader.read()
        #expect(committed.count > 10)
        #expect(reader.seen == (try read(EventQuery(after: 0, through: .max, types: nil, columns: .id), of: try PostgresLayoutStore.test(uri, .only(layout)))))
        let streams = reader.seen.map { $0.stream.hasPrefix("order-") ? String($0.stream.dropFirst("order-".count)) : $0.stream }
        #expect(streams.sorted() == committed.sorted())
        return reader.held
    }

    private func read(_ query: EventQuery, of store: PostgresLayoutStore) throws -> [StoredEvent] {
        let scan = try store.scan(query)
        let batch = EventBatch()
        var (seen, hasMore) = ([StoredEvent](), true)
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count { seen.append(batch.storedEvent(index)) }
        }
        return seen
    }
}
