import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Waiting for others, with read models on PostgreSQL")
struct ReadModelWaitTests {
    private static let slow = SwitchPolicy(lockTimeout: 400, attempts: 1000, pause: 5000)

    @Test("A switch reports for whom it waits and ends on request; what was served stays")
    func switching() throws {
        let uri = try PostgresCluster.newDatabase()
        let waits = RecordedWaits(endsOnNotice: true)
        let store = try Things.store(uri, policy: Self.slow, waiting: waits.policy(.seconds(60)))
        try Things.serve(Things.rows(2, amount: 1), in: Things.store(uri))
        let reader = try OtherWriter(uri, settings: ["application_name": "ledger"])
        try reader.run("BEGIN; SELECT count(*) FROM read_models.things")
        let error = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(2, amount: 2), in: store) }
        #expect(error?.status == .incomplete)
        #expect(waits.waits.first?.holders.first?.application == "ledger")
        #expect(try Things.amounts(in: Things.store(uri)) == [1, 1])
        try reader.run("COMMIT")
    }

    @Test("A reader that waits for a lock reports the holder, and can be ended", arguments: 0..<4)
    func reading(_ way: Int) throws {
        let uri = try PostgresCluster.newDatabase()
        let plain = try PostgresEventStoreTests.store(uri)
        _ = try plain.append([EventStoreContract.event("e")], to: "s", expecting: .any)
        try Things.serve(Things.rows(2, amount: 1), in: Things.store(uri))
        let other = try OtherWriter(uri, settings: ["application_name": "billing"])
        let waits = RecordedWaits(endsOnNotice: true)
        let policy = waits.policy(.seconds(60))
        let location = try PostgresLocation(uri, from: "test")
        let store = try PostgresEventStore(location, access: .reading, waits: policy)
        let models = PostgresReadModelStore(location, now: { .first }, waits: policy)
        let reader = PostgresReadModelReader(location, waits: policy)
        try other.run("BEGIN; LOCK TABLE event_store, read_models.refold_generations IN ACCESS EXCLUSIVE MODE")
        let error = #expect(throws: RefoldError.self) {
            switch way {
            case 0: _ = try store.events(in: "s", from: 1, limit: nil)
            case 1: _ = try store.scan(EventQuery(after: 0, through: 1, types: nil)).next(into: EventBatch(events: 4))
            case 2: _ = try models.generations()
            default: _ = try reader.revision(of: "things")
            }
        }
        #expect(error?.status == .incomplete, "\(error?.description ?? "")")
        #expect(waits.waits.first?.holders.first?.application == "billing")
        try other.run("ROLLBACK")
    }
}
