import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Events that are numbered as they are read")
struct NumberedOrderTests {
    private static func read(_ store: PostgresLayoutStore, through: Position = .max) throws -> [StoredEvent] {
        let scan = try store.scan(EventQuery(after: 0, through: through, types: nil, columns: .all, readers: 3))
        let batch = EventBatch(events: 2)
        var (seen, hasMore) = ([StoredEvent](), true)
        while hasMore {
            hasMore = try scan.next(into: batch)
            for index in 0..<batch.count { seen.append(batch.storedEvent(index)) }
        }
        return seen
    }

    @Test("have the same numbers for all scans of a run, whoever appends meanwhile", arguments: ["emmett", "sequent", "sequent-2"], [false, true])
    func sameRun(_ name: String, _ isByTime: Bool) throws {
        let fixture = LayoutFixture(name: name)
        var layout = try fixture.layout()
        if isByTime { (layout.order, layout.horizon) = (["occurred_at"], nil) }
        let uri = try fixture.database(rows: false, on: QuietCluster.shared())
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        let writer = try LayoutWriter(fixture, uri)
        for number in 1...5 { #expect(try writer.insert(InsertedEvent(number))) }
        let bound = try store.bound(remembered: 0)
        let first = try Self.read(store)
        #expect(first.map(\.position) == [1, 2, 3, 4, 5])
        // An older time: without the snapshot it would come first where times are the order.
        var event = InsertedEvent(6)
        event.time = "2000-01-01 10:00:00+00"
        #expect(try writer.insert(event))
        #expect(try Self.read(store) == first)
        #expect(try store.event(id: first[2].event.id) == first[2])
        #expect(try store.eventCounts(after: 0, through: .max).count(of: nil) == 5)
        #expect(try store.events(in: event.stream, after: nil, limit: nil) == [])
        #expect(try store.samples(upTo: [.max]).first??.position == 5)
        let next = try store.bound(remembered: bound.position)
        #expect(next.newest == 6)
        #expect(try Self.read(store).count == 6)
        #expect(try Self.read(store)[isByTime ? 0 : 5].stream == event.stream)
        #expect(store.traits.isStable != isByTime)
    }

    @Test("are settled below the oldest transaction of the server, and its holder is named", arguments: ["emmett", "sequent"])
    func heldBack(_ name: String) throws {
        let fixture = LayoutFixture(name: name)
        let cluster = try PostgresCluster()
        let uri = try fixture.database(rows: false, on: cluster)
        let store = try PostgresLayoutStore.test(uri, .only(fixture.layout()))
        let writer = try LayoutWriter(fixture, uri)
        #expect(try writer.insert(InsertedEvent(1)))
        #expect(try store.bound(remembered: 0) == Bound(position: 1, newest: 1))

        // Somebody who writes to the store.
        let other = try LayoutWriter(fixture, uri)
        try other.run("BEGIN")
        #expect(try other.insert(InsertedEvent(2)))
        #expect(try writer.insert(InsertedEvent(3)))
        var held = try store.bound(remembered: 1)
        #expect((held.position, held.newest) == (1, 2))
        #expect(held.holders.map(\.transaction) == [.session(process: other.connection.processNumber)])
        #expect(try store.writers().map(\.transaction) == [.session(process: other.connection.processNumber)])
        var unnamed = try fixture.layout()
        unnamed.writers = []
        let withoutTables = try PostgresLayoutStore.test(uri, .only(unnamed))
        #expect(try withoutTables.writers().map(\.transaction) == [.session(process: other.connection.processNumber)])
        try other.run("COMMIT")
        #expect(try store.writers() == [])
        #expect(try withoutTables.writers() == [])
        #expect(try store.bound(remembered: 1) == Bound(position: 3, newest: 3))
        #expect(try Self.read(store).map { $0.stream.suffix(1) } == ["1", "2", "3"])

        // Somebody in another database.
        let stranger = try LayoutWriter(fixture, cluster.newDatabase())
        try stranger.run("BEGIN; SELECT pg_current_xact_id()")
        #expect(try writer.insert(InsertedEvent(4)))
        held = try store.bound(remembered: 3)
        #expect((held.position, held.newest) == (3, 4))
        #expect(held.holders.map(\.transaction) == [.session(process: stranger.connection.processNumber)])
        #expect(try store.writers() == [])
        #expect(try withoutTables.writers() == [])
        try stranger.run("PREPARE TRANSACTION '\(name)'")
        #expect(try store.bound(remembered: 3).holders.map(\.transaction) == [.prepared(name: name)])
        try stranger.run("ROLLBACK PREPARED '\(name)'")
        #expect(try store.bound(remembered: 3) == Bound(position: 4, newest: 4))
        withExtendedLifetime(cluster) {}
    }

    @Test("are refused if a server that has had more transactions wrote them, until what the message says is done", arguments: [
        ("emmett", "UPDATE emt_messages SET transaction_id = '9000000000'"), ("sequent", "UPDATE events SET xact_id = 9000000000"),
        ("sequent-2", "UPDATE event_records SET xact_id = 9000000000"),
    ])
    func restored(_ name: String, _ numbering: String) throws {
        let fixture = LayoutFixture(name: name)
        let cluster = try PostgresCluster()
        let uri = try fixture.database(rows: false, on: cluster)
        #expect(try LayoutWriter(fixture, uri).insert(InsertedEvent(1)))
        _ = try PostgresCluster.psql(uri, numbering)
        let refused = #expect(throws: RefoldError.self) {
            _ = try PostgresLayoutStore.test(uri, .only(fixture.layout())).bound(
                remembered: 0, waiting: WaitPolicy(limit: .milliseconds(300), isCancelled: { false }, notice: { _ in Issue.record("it waits") }))
        }
        #expect(refused?.status == .refused)
        #expect(refused?.faults.first?.what.hasPrefix("1 events are of transactions up to 9000000000, and this server has not had as many") == true)
        #expect(refused?.faults.first?.remedy?.contains("pg_resetwal --epoch=3 on its data folder") == true)

        try cluster.stop()
        _ = try cluster.asOwner(["pg_resetwal", "--epoch=3", "\(cluster.folder)/data"])
        try cluster.start()
        #expect(try LayoutWriter(fixture, uri).insert(InsertedEvent(2)))
        let store = try PostgresLayoutStore.test(uri, .only(fixture.layout()))
        #expect(try store.bound(remembered: 1) == Bound(position: 2, newest: 2))
        #expect(try Self.read(store).map { $0.stream.suffix(1) } == ["1", "2"])
        withExtendedLifetime(cluster) {}
    }

    @Test("are waited for as long as the policy says, and until they are settled")
    func wait() throws {
        let fixture = LayoutFixture(name: "emmett")
        let cluster = try PostgresCluster()
        let uri = try fixture.database(rows: false, on: cluster)
        let store = try PostgresLayoutStore.test(uri, .only(fixture.layout()))
        let (writer, other) = (try LayoutWriter(fixture, uri), try LayoutWriter(fixture, uri))
        try other.run("BEGIN; SELECT pg_current_xact_id()")
        #expect(try writer.insert(InsertedEvent(1)))
        let short = try store.bound(remembered: 0, waiting: WaitPolicy(limit: .milliseconds(300), isCancelled: { false }, notice: { _ in }))
        #expect((short.position, short.newest) == (0, 1))
        let cancelled = #expect(throws: RefoldError.self) {
            _ = try store.bound(remembered: 0, waiting: WaitPolicy(limit: .seconds(60), isCancelled: { true }, notice: { _ in }))
        }
        #expect(cancelled?.status == .incomplete)
        let ending = try PostgresConnection(PostgresLocation(uri, from: "test"))
        let process = other.connection.processNumber
        nonisolated(unsafe) let ender = ending
        let waited = try store.bound(
            remembered: 0,
            waiting: WaitPolicy(limit: .seconds(60), isCancelled: { false }) { _ in
                _ = unsafe try? ender.query("SELECT pg_terminate_backend(\(process))", to: "end a session")
            })
        #expect(waited.position == 1)
        withExtendedLifetime(cluster) {}
    }

    @Test("by a sequence of which an application hands out the numbers between on its own are not stable")
    func handedOut() throws {
        for (fixture, sequence) in [("axon4-jpa", "domain_event_entry_seq"), ("axon4-jpa@bytea", "hibernate_sequence")] {
            let fixture = LayoutFixture(name: fixture)
            let uri = try fixture.database()
            var layout = try fixture.layout()
            layout.unreadable = .skip
            let increment = try PostgresCluster.psql(uri, "SELECT seqincrement FROM pg_sequence WHERE seqrelid = '\(sequence)'::regclass")
            #expect(try PostgresLayoutStore.test(uri, .only(layout)).traits.isStable == (increment == "1"))
            _ = try PostgresCluster.psql(uri, "ALTER SEQUENCE \(sequence) INCREMENT 50")
            let store = try PostgresLayoutStore.test(uri, .only(layout))
            #expect(!store.traits.isStable)
            #expect(try EventStoreContract.everything(in: store).count == 3)
            _ = try PostgresCluster.psql(uri, "ALTER SEQUENCE \(sequence) INCREMENT 1")
            #expect(try PostgresLayoutStore.test(uri, .only(layout)).traits.isStable)
        }
    }
}
