import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Watching an event store on PostgreSQL")
struct PostgresEventWatchTests {
    /// A database with a store of one event.
    private func database() throws -> (uri: String, store: PostgresEventStore) {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        return (uri, store)
    }

    /// The statements by which the manual has a database announce every event.
    private static func trigger() throws -> String {
        let manual = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Jobs/README.md").standardizedFileURL
        let text = try String(contentsOf: manual, encoding: .utf8)
        let block = try #require(text.components(separatedBy: "```").first { $0.contains("CREATE FUNCTION public.refold_announce") })
        return String(block.dropFirst("sql".count))
    }

    private static func isWoken(_ signal: WakeSignal) -> Bool { signal.wait(until: .now + .seconds(60)) }

    @Test("is woken by every way in which this program appends")
    func own() throws {
        let (_, store) = try database()
        let signal = WakeSignal()
        let watch = try store.watch(waking: signal)
        #expect(!watch.announcesAll)
        _ = try store.append([EventStoreContract.event("a")], to: "s", expecting: .any)
        #expect(Self.isWoken(signal))
        try store.transact(.batch) { events throws(RefoldError) in
            _ = try events.append([EventStoreContract.event("b")], to: "s", expecting: .any)
        }
        #expect(Self.isWoken(signal))
        let (batch, sample) = (EventBatch(events: 1), EventStoreContract.event("c"))
        batch.typeNames = ["Happened"]
        batch.append(
            EventHead(
                position: 0, version: 0, type: 0, stream: batch.copy("t"), data: batch.copy(sample.data), occurredAt: sample.occurredAt,
                recordedAt: sample.recordedAt, id: batch.copy(sample.id), metadata: batch.copy(sample.metadata)))
        try store.appendInBulk { append throws(RefoldError) in _ = try append.append(0, of: batch, comparingRecordedAt: false) }
        #expect(Self.isWoken(signal))
        withExtendedLifetime(watch) {}
    }

    @Test("is not woken by a transaction that appends nothing, nor by other stores of the database")
    func others() throws {
        let (uri, store) = try database()
        let signal = WakeSignal()
        let watch = try store.watch(waking: signal)
        try store.transact(.oneCommand) { events throws(RefoldError) in _ = try events.event(id: "first") }
        _ = try PostgresCluster.psql(uri, "NOTIFY refold_events, '1'")
        // Comes after the others.
        _ = try store.append([EventStoreContract.event("last")], to: "s", expecting: .any)
        #expect(Self.isWoken(signal))
        #expect(!signal.wait(until: .now))
        withExtendedLifetime(watch) {}
    }

    @Test("finds events of foreign writers by a look, and with the trigger of the manual is woken by them")
    func foreign() throws {
        let (uri, store) = try database()
        let signal = WakeSignal()
        let watch = try store.watch(waking: signal)
        _ = try watch.look()
        #expect(try !watch.look())
        let writer = try OtherWriter(uri)
        try writer.insert("by hand")
        #expect(try watch.look())
        _ = try PostgresCluster.psql(uri, Self.trigger())
        let announced = try store.watch(waking: signal)
        #expect(announced.announcesAll)
        try writer.insert("announced")
        #expect(Self.isWoken(signal))
        #expect(try !announced.look(), "it asks the database although it is told of everything")
        withExtendedLifetime((watch, announced)) {}
    }

    @Test(
        "looks for itself where a writer may go past the trigger, or where it does something else",
        arguments: [
            "ALTER TABLE event_store ENABLE TRIGGER refold_announce", "ALTER TABLE event_store DISABLE TRIGGER refold_announce",
            "CREATE TABLE part () INHERITS (event_store)",
            "CREATE OR REPLACE FUNCTION refold_announce() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$",
        ])
    func incomplete(change: String) throws {
        let (uri, store) = try database()
        _ = try PostgresCluster.psql(uri, "\(try Self.trigger()); \(change)")
        #expect(try !store.watch(waking: WakeSignal()).announcesAll)
    }

    @Test("asks again whether all is announced: a trigger that comes and goes is known without a new watch")
    func askedAgain() throws {
        let (uri, store) = try database()
        let signal = WakeSignal()
        let watch = try store.watch(waking: signal, askingEvery: .zero)
        _ = try watch.look()
        #expect(try !watch.look())
        _ = try PostgresCluster.psql(uri, Self.trigger())
        #expect(try watch.look())
        #expect(watch.announcesAll)
        #expect(try !watch.look())
        _ = try PostgresCluster.psql(uri, "DROP TRIGGER refold_announce ON event_store")
        #expect(try watch.look())
        #expect(!watch.announcesAll)
        _ = try watch.look()
        try OtherWriter(uri).insert("not announced")
        #expect(try watch.look())
    }

    @Test("finds by a look what a subscription brings into the table, which fires no trigger for a statement")
    func subscription() throws {
        let cluster = try PostgresCluster(settings: ["wal_level=logical", "max_replication_slots=4", "max_wal_senders=4"])
        let source = try cluster.newDatabase(), target = try cluster.newDatabase()
        let store = try PostgresEventStoreTests.store(target)
        for uri in [source, target] { _ = try PostgresEventStoreTests.store(uri).append([EventStoreContract.event("of \(uri == source)")], to: "\(uri == source)", expecting: .any) }
        _ = try PostgresCluster.psql(target, Self.trigger())
        let signal = WakeSignal()
        let before = try store.watch(waking: signal)
        #expect(before.announcesAll)
        // The events of the target have positions of their own, far from those that come.
        _ = try PostgresCluster.psql(target, "UPDATE event_store SET position = position + 1000000")
        let name = source.split(separator: "?")[0].split(separator: "/").last.map(String.init) ?? ""
        _ = try PostgresCluster.psql(source, "CREATE PUBLICATION p FOR TABLE event_store")
        // In one cluster the slot must be made on its own: else its making waits for the transaction that asks for it.
        _ = try PostgresCluster.psql(source, "SELECT pg_create_logical_replication_slot('s', 'pgoutput')")
        let place = "host=\(cluster.folder) user=postgres dbname=\(name)"
        _ = try PostgresCluster.psql(
            target, "CREATE SUBSCRIPTION s CONNECTION '\(place)' PUBLICATION p WITH (create_slot = false, slot_name = 's', copy_data = false)")
        defer { _ = try? PostgresCluster.psql(target, "ALTER SUBSCRIPTION s DISABLE; ALTER SUBSCRIPTION s SET (slot_name = NONE); DROP SUBSCRIPTION s") }
        let watch = try store.watch(waking: signal)
        #expect(!watch.announcesAll)
        _ = try watch.look()
        func newest() throws -> String { try PostgresCluster.psql(target, "SELECT count(*) FROM event_store") }
        let known = try newest()
        _ = try PostgresCluster.psql(source, "SELECT setval(pg_get_serial_sequence('event_store', 'position'), 2000000)")
        try OtherWriter(source).insert("replicated")
        let end = ContinuousClock.now + .seconds(60)
        while try newest() == known, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.02) }
        #expect(try newest() != known, "the subscription brought nothing")
        #expect(try watch.look())
        withExtendedLifetime((before, watch)) {}
    }

    @Test("The trigger of the manual costs no look at what was written; one with another body does")
    func keeping() throws {
        let (uri, _) = try database()
        let connection = try OtherWriter(uri).connection
        let table = try #require(try PostgresEventLayout.find(on: connection))
        func mayBeChanged() throws -> Bool { try connection.query("SELECT \(table.mayBeChanged)", to: "look").boolean(0, 0) }
        #expect(try !mayBeChanged())
        _ = try PostgresCluster.psql(uri, Self.trigger())
        #expect(try !mayBeChanged())
        _ = try PostgresCluster.psql(
            uri, "CREATE OR REPLACE FUNCTION refold_announce() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN DELETE FROM event_store; RETURN NULL; END $$")
        #expect(try mayBeChanged())
    }

    @Test("wakes and says so if its connection is lost, and ends its session when it is released")
    func lost() throws {
        let (uri, store) = try database()
        let signal = WakeSignal()
        var watch: (any EventWatch)? = try store.watch(waking: signal)
        try Things.cutConnections(to: uri)
        #expect(Self.isWoken(signal))
        #expect(throws: RefoldError.self) { try watch?.look() }
        watch = try store.watch(waking: signal)
        _ = try watch?.look()
        let sessions = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        let before = try PostgresCluster.psql(uri, sessions)
        watch = nil
        let end = ContinuousClock.now + .seconds(60)
        while try PostgresCluster.psql(uri, sessions) == before, ContinuousClock.now < end { Thread.sleep(forTimeInterval: 0.01) }
        #expect(ContinuousClock.now < end, "the session of a watch that was released goes on")
    }

    @Test("A session that asks for the bound again and again keeps no statement for each answer")
    func statements() throws {
        let (uri, store) = try database()
        for number in 0..<20 { _ = try store.append([EventStoreContract.event("e\(number)")], to: "s", expecting: .any) }
        let holder = try OtherWriter(uri)
        try holder.run("BEGIN")
        try holder.insert("held")
        _ = try store.append([EventStoreContract.event("newest")], to: "s", expecting: .any)
        let connection = try OtherWriter(uri).connection
        let bound = try PostgresBound(try #require(try PostgresEventLayout.find(on: connection)), on: connection)
        _ = try bound.find(remembered: 1)
        let known = connection.preparedCount
        for remembered in 2..<20 { _ = try bound.find(remembered: Position(remembered)) }
        #expect(connection.preparedCount == known)
        try holder.run("ROLLBACK")
    }
}
