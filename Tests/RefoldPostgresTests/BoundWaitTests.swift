import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Waiting for writers who hold the bound back")
struct BoundWaitTests {
    private let uri: String
    private let store: PostgresEventStore
    private let idle: OtherWriter
    private let quick: OtherWriter

    /// Position 2 is open, and 3 can be seen.
    init() throws {
        uri = try PostgresCluster.newDatabase()
        store = try PostgresEventStoreTests.store(uri)
        _ = try store.append([EventStoreContract.event("first")], to: "s", expecting: .any)
        (idle, quick) = (try OtherWriter(uri, settings: ["application_name": "idle"]), try OtherWriter(uri))
        try idle.run("BEGIN; \(OtherWriter.insertion("idle"))")
        try quick.insert("quick")
    }

    @Test("ends when they have, and is told once with who they are")
    func ends() throws {
        let (uri, told) = (uri, RecordedWaits())
        let policy = told.policy(.seconds(120))
        let waits = WaitPolicy(limit: policy.limit, isCancelled: policy.isCancelled) { wait in
            policy.notice(wait)
            _ = try? PostgresCluster.psql(uri, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'idle' AND datname = current_database()")
        }
        #expect(try store.bound(remembered: 0, waiting: waits) == Bound(position: 3, newest: 3))
        #expect(told.waits.map { $0.holders.map(\.transaction) } == [[.session(process: idle.connection.processNumber)]])
        #expect(told.waits.first?.holders.first?.application == "idle")
    }

    @Test("ends after the stated time with what can be read")
    func limit() throws {
        let told = RecordedWaits()
        let held = try store.bound(remembered: 0, waiting: told.policy(.seconds(4)))
        #expect(held.position == 1 && held.newest == 3 && held.holders.count == 1)
        #expect(told.waits.count == 1)
        try idle.run("ROLLBACK")
    }

    @Test("ends as incomplete if it is cancelled, with who was waited for")
    func cancelled() throws {
        let told = RecordedWaits(endsOnNotice: true)
        let error = #expect(throws: RefoldError.self) { try store.bound(remembered: 0, waiting: told.policy(.seconds(120))) }
        #expect(error?.status == .incomplete)
        #expect(error?.description.contains("server process \(idle.connection.processNumber)") == true)
        try idle.run("ROLLBACK")
    }

    @Test("is not asked for where nothing is held back")
    func nothingHeld() throws {
        try idle.run("COMMIT")
        let told = RecordedWaits()
        told.cancel()
        #expect(try store.bound(remembered: 0, waiting: told.policy(.seconds(120))) == Bound(position: 3, newest: 3))
    }

    @Test("counts a prepared transaction only while it may be a session of the first look")
    func prepared() throws {
        let names = (0..<3).map { "prepared \($0) \(UInt64.random(in: 0 ... .max))" }
        let table = try #require(try PostgresEventLayout.find(on: quick.connection))
        let source = try PostgresPositionSource(of: table, on: quick.connection)
        func prepare(_ name: String) throws { try OtherWriter(uri).run("BEGIN; \(OtherWriter.insertion(name)); PREPARE TRANSACTION '\(name)'") }
        try prepare(names[0])
        var firstSeen = try PostgresFirstSeen(among: PostgresWriters(of: source.relations, on: quick.connection))
        #expect(firstSeen.names.count == 2)
        try idle.run("PREPARE TRANSACTION '\(names[1])'")
        try firstSeen.look()
        #expect(firstSeen.names.count == 2)
        try prepare(names[2])
        try firstSeen.look()
        #expect(firstSeen.names.count == 2)
        for name in names.prefix(2) { try quick.run("ROLLBACK PREPARED '\(name)'") }
        try firstSeen.look()
        #expect(firstSeen.names.isEmpty)
        try quick.run("ROLLBACK PREPARED '\(names[2])'")
    }
}
