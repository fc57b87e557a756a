import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("The event store on PostgreSQL if the server fails")
struct PostgresEventFaultTests {
    /// A batch of new events, each the next of its stream.
    private func batch(_ ids: Range<Int>) -> EventBatch {
        let batch = EventBatch(events: ids.count)
        batch.typeNames = ["Happened"]
        for id in ids {
            let event = EventStoreContract.event("\(id)")
            batch.append(
                EventHead(
                    position: 0, version: 0, type: 0, stream: batch.copy("s\(id % 7)"), data: batch.copy(event.data),
                    occurredAt: event.occurredAt, recordedAt: event.recordedAt, id: batch.copy(event.id), metadata: batch.copy(event.metadata)))
        }
        return batch
    }

    private func append(_ batch: EventBatch, with bulk: any BulkAppend) throws(RefoldError) {
        for event in 0..<batch.count { _ = try bulk.append(event, of: batch, comparingRecordedAt: true) }
    }

    private static let endOthers = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"

    @Test("A bulk append whose connection is cut leaves nothing, and the next one works")
    func cutBulk() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        let error = #expect(throws: RefoldError.self) {
            try store.appendInBulk { bulk throws(RefoldError) in
                try append(batch(0..<100), with: bulk)
                try append(batch(100..<200), with: bulk)
                _ = try? PostgresCluster.psql(uri, Self.endOthers)
                try append(batch(200..<300), with: bulk)
            }
        }
        #expect(error?.status == .failed)
        let again = try PostgresEventStoreTests.store(uri)
        #expect(try again.bound(remembered: 0).newest == 0)
        try again.appendInBulk { bulk throws(RefoldError) in try append(batch(0..<300), with: bulk) }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "300")
    }

    @Test("A session that was cut is reopened at once, or after one append that was told to have failed and left nothing")
    func cutSession() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("a")], to: "s", expecting: .any)
        _ = try PostgresCluster.psql(uri, Self.endOthers)
        // Whether the loss is noticed before the statement is sent depends on when the server's farewell comes.
        var version: Int64 = 2
        do throws(RefoldError) {
            _ = try store.append([EventStoreContract.event("b")], to: "s", expecting: .any)
        } catch {
            #expect(error.faults.first?.remedy?.contains("nothing is half-done") == true)
            version = 1
        }
        #expect(try store.version(of: "s") == version)
    }

    @Test("A scan that is cut or exceeds statement_timeout reports it")
    func cutScan() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        try store.appendInBulk { bulk throws(RefoldError) in try append(batch(0..<20000), with: bulk) }
        let scan = try store.scan(EventQuery(after: 0, through: 20000, types: nil, columns: .all))
        let read = EventBatch(events: 10)
        #expect(try scan.next(into: read))
        _ = try PostgresCluster.psql(uri, Self.endOthers)
        let error = #expect(throws: RefoldError.self) { while try scan.next(into: read) {} }
        #expect(error?.status == .failed)

        let timeout = #expect(throws: RefoldError.self) {
            let slow = try PostgresEventStoreTests.store(uri + "&options=-cstatement_timeout%3D1")
            let scan = try slow.scan(EventQuery(after: 0, through: 20000, types: nil, columns: .all))
            while try scan.next(into: read) {}
        }
        #expect(timeout?.faults.first?.what.contains("statement_timeout") == true)
    }

    @Test("A bulk append starts over if another appender took one of its ids first, and then blocks the others")
    func overtaken() throws {
        let uri = try PostgresCluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        let (other, lines) = (try PostgresEventStoreTests.store(uri), batch(0..<10))
        var turns = 0
        try store.appendInBulk { bulk throws(RefoldError) in
            turns += 1
            for event in 0..<lines.count {
                // The rows are on their way only with the last event of the batch; the other is first.
                if turns == 1, event == lines.count - 1 { _ = try other.append([EventStoreContract.event("5")], to: "s5", expecting: .any) }
                _ = try bulk.append(event, of: lines, comparingRecordedAt: true)
            }
        }
        #expect(turns == 2)
        #expect(try PostgresCluster.psql(uri, "SELECT count(*), count(DISTINCT event_id) FROM event_store") == "10|10")
    }

    @Test("A server that crashes during a bulk append has nothing half-written afterwards")
    func crash() throws {
        let cluster = try PostgresCluster()
        let uri = try cluster.newDatabase()
        let store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("before")], to: "s", expecting: .any)
        #expect(throws: RefoldError.self) {
            try store.appendInBulk { bulk throws(RefoldError) in
                try append(batch(0..<5000), with: bulk)
                try append(batch(5000..<10000), with: bulk)
                try? cluster.stop("immediate")
                try append(batch(10000..<15000), with: bulk)
            }
        }
        try cluster.start()
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "1")
        let again = try PostgresEventStoreTests.store(uri)
        try again.appendInBulk { bulk throws(RefoldError) in try append(batch(0..<100), with: bulk) }
        #expect(try PostgresCluster.psql(uri, "SELECT count(*) FROM event_store") == "101")
    }
}
