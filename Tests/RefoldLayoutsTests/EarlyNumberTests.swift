import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("A number that was drawn early")
struct EarlyNumberTests {
    private static let fixtures = LayoutFixture.postgres.filter { fixture in
        guard let layout = try? fixture.layout() else { return true }
        return !layout.isNumbered && !layout.isSerialized && fixture.file != "axon4-jpa"
    }

    @Test("holds the bound back while its transaction is open, also if nothing is inserted yet", arguments: fixtures)
    func drawnAlone(_ fixture: LayoutFixture) throws {
        let uri = try fixture.database(rows: false)
        let layout = try fixture.layout()
        let (table, connection) = try PostgresLayoutTable.test(uri, layout)
        let sequence = try #require(try table.sequence(on: connection))
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        let (early, late) = (try LayoutWriter(fixture, uri), try LayoutWriter(fixture, uri))
        #expect(try late.insert(InsertedEvent(1)))
        let first = try store.bound(remembered: 0)
        #expect(first.position == first.newest && first.newest > 0)

        try early.run("BEGIN; SELECT nextval(\(PostgresName.literal(sequence)))")
        #expect(try late.insert(InsertedEvent(2)))
        let held = try store.bound(remembered: first.position)
        #expect(held.position < held.newest)
        #expect(held.holders.map(\.transaction) == [.session(process: early.connection.processNumber)])
        #expect(try store.writers().map(\.transaction) == [.session(process: early.connection.processNumber)])
        try early.run("ROLLBACK")
        let freed = try store.bound(remembered: held.position)
        #expect(freed.position == freed.newest && freed.newest == held.newest)
    }

    @Test("is not skipped if its event is committed after one with a higher number", arguments: fixtures)
    func committedLate(_ fixture: LayoutFixture) throws {
        let uri = try fixture.database(rows: false)
        let store = try PostgresLayoutStore.test(uri, .only(fixture.layout()))
        let (early, late) = (try LayoutWriter(fixture, uri), try LayoutWriter(fixture, uri))
        #expect(try late.insert(InsertedEvent(1)))
        let before = try store.bound(remembered: 0).position
        try early.run("BEGIN")
        #expect(try early.insert(InsertedEvent(2)))
        let isBeside = try late.insert(InsertedEvent(3))
        let bound = try store.bound(remembered: before)
        // Where the framework's lock keeps the other writer out, there is nothing to be held back from.
        #expect(bound.position == before)
        #expect(isBeside == (bound.newest > before))
        if isBeside { #expect(bound.holders.map(\.transaction) == [.session(process: early.connection.processNumber)]) }
        try early.run("COMMIT")
        let events = try EventStoreContract.everything(in: store)
        #expect(events.map { $0.stream.suffix(1) } == (isBeside ? ["1", "2", "3"] : ["1", "2"]))
    }

    @Test("before its transaction began is waited for as long as Marten's layout says, and no longer")
    func gapWait() throws {
        let fixture = LayoutFixture(name: "marten")
        var layout = try fixture.layout()
        #expect(layout.gapWait > 0)
        layout.gapWait = 3600
        let uri = try fixture.database(rows: false)
        let store = try PostgresLayoutStore.test(uri, .only(layout))
        let writer = try LayoutWriter(fixture, uri)
        #expect(try writer.insert(InsertedEvent(1)))
        try writer.run("SELECT nextval('mt_events_sequence')")
        var event = InsertedEvent(2)
        event.time = try writer.connection.query("SELECT now()::text", to: "ask for the time").text(0, 0)
        #expect(try writer.insert(event))
        let held = try store.bound(remembered: 0)
        #expect((held.position, held.newest) == (1, 3))
        // The number is used after all.
        try writer.run("INSERT INTO mt_streams (id) VALUES ('\(InsertedEvent(9).stream)')")
        try writer.run(
            "INSERT INTO mt_events (seq_id, id, stream_id, version, data, type, timestamp) VALUES (2, '\(InsertedEvent(9).id)', '\(InsertedEvent(9).stream)', 1, '{}', 'late', now())")
        #expect(try EventStoreContract.everything(in: store).map(\.position) == [1, 2, 3])
        // Another one is not, and an hour passes.
        try writer.run("SELECT nextval('mt_events_sequence')")
        event = InsertedEvent(3)
        event.time = try writer.connection.query("SELECT (now() - interval '61 minutes')::text", to: "ask for the time").text(0, 0)
        #expect(try writer.insert(event))
        try writer.run("UPDATE mt_events SET timestamp = now() - interval '61 minutes'")
        #expect(try store.bound(remembered: 3).position == 5)
    }
}
