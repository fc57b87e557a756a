import RefoldCore
import RefoldTesting
import Synchronization
import Testing
@testable import RefoldPostgres

@Suite("Readers with writers that commit in any order")
struct InterleavedWritersTests {
    /// Reads the new events up to the bound, as each run does.
    private struct Reader {
        let store: PostgresEventStore
        /// Whether a look begins from what was read before, or from nothing, and so meets every old hole anew.
        var remembers = true
        var position: Position = 0
        var seen: [StoredEvent] = []
        /// How often it went past a hole beside somebody who writes.
        var holesPassed = 0

        mutating func read() throws {
            var bound = try store.bound(remembered: remembers ? position : 0)
            if remembers { #expect(bound.position >= position) }
            if !bound.holders.isEmpty, try store.eventCounts(after: 0, through: bound.position).count(of: nil) < bound.position { holesPassed += 1 }
            bound.position = max(bound.position, position)
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

    @Test("miss no event and meet none twice, and never wait", arguments: [1, 2, 3] as [UInt64])
    func interleaved(_ seed: UInt64) throws { _ = try interleave(seed, at: PostgresCluster.newDatabase(), remembers: true) }

    @Test("miss no event though they go past old holes, by the times of commits")
    func oldHoles() throws {
        let cluster = try PostgresCluster(settings: ["track_commit_timestamp=on"])
        var holesPassed = 0
        for seed in [4, 5, 6] as [UInt64] { holesPassed += try interleave(seed, at: cluster.newDatabase(), remembers: false) }
        #expect(holesPassed > 20)
    }

    /// - Returns: how often the reader went past a hole beside somebody who writes.
    private func interleave(_ seed: UInt64, at uri: String, remembers: Bool) throws -> Int {
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        var reader = Reader(store: try PostgresEventStoreTests.store(uri, .reading), remembers: remembers)
        let writers = try (0..<4).map { _ in try OtherWriter(uri, settings: ["statement_timeout": "20s"]) }
        var states = Array(repeating: State.idle, count: writers.count)
        var random = SeededNumbers(seed)
        func name(_ number: Int) -> String { "\(uri.hashValue)-\(number)" }
        func end(_ number: Int, _ isKept: Bool) throws {
            let prepared = states[number] == .prepared ? " PREPARED '\(name(number))'" : ""
            try writers[number].run((isKept ? "COMMIT" : "ROLLBACK") + prepared)
            states[number] = .idle
        }
        for step in 0..<120 {
            let number = Int(random.next() % UInt64(writers.count))
            let writer = writers[number]
            switch (states[number], random.next() % 8) {
            case (.idle, 0...2): try writer.insert("\(step)")
            case (.idle, _):
                try writer.run("BEGIN")
                try writer.insert("\(step)")
                states[number] = .open
            case (.open, 0...2): try writer.insert("\(step)")
            case (.open, 3): try writer.run("SAVEPOINT a; \(OtherWriter.insertion("\(step)")); ROLLBACK TO SAVEPOINT a")
            case (.open, 4):
                try writer.run("PREPARE TRANSACTION '\(name(number))'")
                states[number] = .prepared
            case (_, let choice): try end(number, choice != 7)
            }
            try reader.read()
        }
        for number in writers.indices where states[number] != .idle { try end(number, true) }
        try reader.read()
        let stored = try PostgresCluster.psql(uri, "SELECT event_id FROM event_store ORDER BY position").split(separator: "\n").map(String.init)
        #expect(reader.seen.map(\.event.id) == stored)
        return reader.holesPassed
    }

    @Test("read every event once while eight appenders work")
    func soak() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        let reader = Reader(store: try PostgresEventStoreTests.store(uri, .reading))
        let writing = Mutex(8)
        let seen = try Concurrently.run(9) { thread -> [StoredEvent] in
            if thread == 8 {
                var reader = reader
                while writing.withLock({ $0 > 0 }) { try reader.read() }
                try reader.read()
                return reader.seen
            }
            defer { writing.withLock { $0 -= 1 } }
            let store = try PostgresEventStoreTests.store(uri)
            for number in 0..<300 {
                _ = try store.append([EventStoreContract.event("\(thread)-\(number)")], to: "s\(number % 5)", expecting: .any)
            }
            return []
        }.flatMap { $0 }
        #expect(Set(seen.map(\.event.id)).count == 2401)
        #expect(seen.map(\.position) == seen.map(\.position).sorted())
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "2401")
    }
}
