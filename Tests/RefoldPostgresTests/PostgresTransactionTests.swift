import Foundation
import RefoldCore
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldPostgres

@Suite("Transactions on PostgreSQL")
struct PostgresTransactionTests {
    private static func event(_ id: String) -> NewEvent { EventStoreContract.event(id) }

    /// Waits until a session of the database waits for another one's transaction.
    private static func waitForBlocked(_ uri: String) {
        let question = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        for _ in 0..<2000 {
            if (try? PostgresCluster.psql(uri, question)) != "0" { return }
        }
    }

    @Test("Of two transactions that wait for each other, both succeed, the one that the server stops from its start")
    func deadlock() throws {
        let uri = try PostgresCluster.newDatabase() + "&options=-cdeadlock_timeout%3D10ms"
        let stores = try (0..<4).map { _ in try PostgresEventStoreTests.store(uri) }
        try EventStoreContract.appendCrosswise(stores)
    }

    @Test("A forced deadlock stops one transaction, which runs again")
    func certainDeadlock() throws {
        let uri = try PostgresCluster.newDatabase() + "&options=-cdeadlock_timeout%3D10ms"
        let (one, other) = (try PostgresEventStoreTests.store(uri), try PostgresEventStoreTests.store(uri))
        let turns = Mutex(0)
        let otherTurns = Mutex(0)
        let ready = Mutex<Background<Void>?>(nil)
        try one.transact { events throws(RefoldError) in
            let isFirst = turns.withLock { turns in
                turns += 1
                return turns == 1
            }
            _ = try events.append([Self.event("one-s")], to: "s", expecting: .any)
            if isFirst {
                let background = Background {
                    try other.transact { events throws(RefoldError) in
                        otherTurns.withLock { $0 += 1 }
                        _ = try events.append([Self.event("other-t")], to: "t", expecting: .any)
                        _ = try events.append([Self.event("other-s")], to: "s", expecting: .any)
                    }
                }
                ready.withLock { $0 = background }
                Self.waitForBlocked(uri)
            }
            _ = try events.append([Self.event("one-t")], to: "t", expecting: .any)
        }
        try ready.withLock { $0 }?.result()
        #expect(turns.withLock { $0 } + otherTurns.withLock { $0 } >= 3)
        #expect(try one.events(in: "s", from: 1, limit: nil).map(\.version) == [1, 2])
        #expect(try one.events(in: "t", from: 1, limit: nil).map(\.version) == [1, 2])
    }

    @Test("A transaction whose id or version another one takes meanwhile runs again and sees the other's events")
    func overtaken() throws {
        let uri = try PostgresCluster.newDatabase()
        let (one, other) = (try PostgresEventStoreTests.store(uri), try PostgresEventStoreTests.store(uri))
        let turns = Mutex(0)
        let ready = Mutex<Background<[AppendOutcome]>?>(nil)
        try one.transact { events throws(RefoldError) in
            _ = try events.append([Self.event("x")], to: "s", expecting: .exactly(0))
            let background = Background {
                try other.transact { events throws(RefoldError) in
                    turns.withLock { $0 += 1 }
                    return [
                        try events.append([Self.event("y")], to: "u", expecting: .exactly(0)),
                        try events.append([Self.event("x")], to: "t", expecting: .exactly(0)),
                        try events.append([Self.event("z")], to: "s", expecting: .exactly(0)),
                    ]
                }
            }
            ready.withLock { $0 = background }
            Self.waitForBlocked(uri)
        }
        let outcomes = try #require(try ready.withLock { $0 }?.result())
        #expect(turns.withLock { $0 } == 2)
        guard case .appended(1, _) = outcomes[0], case .duplicate(let first) = outcomes[1] else {
            Issue.record("\(outcomes)")
            return
        }
        #expect(first.stream == "s")
        #expect(outcomes[2] == .conflict(actual: 1))
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "2")
    }

    @Test("A row that another index refuses is tried a few times, then the error names what to check")
    func otherIndex() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([Self.event("a")], to: "s", expecting: .any)
        _ = try PostgresCluster.psql(uri, "CREATE UNIQUE INDEX ON event_store (event_type)")
        let turns = Mutex(0)
        let error = #expect(throws: RefoldError.self) {
            try store.transact { events throws(RefoldError) in
                turns.withLock { $0 += 1 }
                _ = try events.append([Self.event("b")], to: "t", expecting: .any)
            }
        }
        #expect(turns.withLock { $0 } == 20)
        #expect(error?.faults.first?.remedy?.contains("sequence of the position") == true)
        #expect(try store.bound() == 1)
    }

    @Test("The events of a transaction become visible to others all at once, and hold the bound back until then")
    func bound() throws {
        let uri = try PostgresCluster.newDatabase()
        let (store, other) = (try PostgresEventStoreTests.store(uri), try PostgresEventStoreTests.store(uri))
        _ = try store.append([Self.event("first")], to: "s", expecting: .any)
        try store.transact { events throws(RefoldError) in
            _ = try events.append([Self.event("a")], to: "s", expecting: .any)
            _ = try other.append([Self.event("quick")], to: "t", expecting: .any)
            let early = try other.bound(remembered: 0)
            #expect(early.position == 1 && early.newest == 3)
            _ = try events.append([Self.event("b")], to: "u", expecting: .any)
            let late = try other.bound(remembered: 0)
            #expect(late.position == 1)
        }
        #expect(try other.bound(remembered: 0).position == 4)
    }

    @Test("A store opened for reading refuses a transaction")
    func reading() throws {
        let uri = try PostgresCluster.newDatabase()
        _ = try PostgresEventStoreTests.store(uri).append([Self.event("first")], to: "s", expecting: .any)
        let reader = try PostgresEventStoreTests.store(uri, .reading)
        #expect(throws: RefoldError.self) { try reader.transact { _ throws(RefoldError) in } }
    }

    @Test("A transaction in which a statement failed does not count as committed, even if its error is ignored")
    func failedInside() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        let error = #expect(throws: RefoldError.self) {
            try store.transact { events throws(RefoldError) in
                _ = try events.append([Self.event("a")], to: "s", expecting: .any)
                do throws(RefoldError) {
                    _ = try events.append([EventStoreContract.event("b", data: "no JSON")], to: "s", expecting: .any)
                } catch {}
            }
        }
        #expect(error?.status == .failed)
        #expect(try store.version(of: "s") == 0)
        #expect(try store.append([Self.event("a")], to: "s", expecting: .exactly(0)) != .conflict(actual: 0))
    }

    @Test("A transaction whose connection is cut leaves nothing, and the next one works")
    func cut() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        let error = #expect(throws: RefoldError.self) {
            try store.transact { events throws(RefoldError) in
                _ = try events.append([Self.event("a")], to: "s", expecting: .any)
                _ = try? PostgresCluster.psql(
                    uri, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
                _ = try events.append([Self.event("b")], to: "s", expecting: .any)
            }
        }
        #expect(error?.faults.first?.remedy?.contains("nothing is half-done") == true)
        #expect(try store.version(of: "s") == 0)
        try store.transact { events throws(RefoldError) in _ = try events.append([Self.event("a")], to: "s", expecting: .exactly(0)) }
        #expect(try store.version(of: "s") == 1)
    }
}

/// Work on its own thread, whose result another thread can wait for.
private final class Background<Result: Sendable>: Sendable {
    private let found = Mutex<Swift.Result<Result, any Error>?>(nil)
    private let done = DispatchSemaphore(value: 0)

    init(_ body: @escaping @Sendable () throws -> Result) {
        Thread { [self] in
            let result = Swift.Result { try body() }
            found.withLock { $0 = result }
            done.signal()
        }.start()
    }

    func result() throws -> Result {
        done.wait()
        guard let found = found.withLock({ $0 }) else { throw RefoldError(.failed, "no result") }
        return try found.get()
    }
}
