import Foundation
import RefoldCore
import RefoldLayouts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Examining a server")
struct ExaminationTests {
    private static func use(_ purpose: RolePurpose = .build, locks: [LockSubject] = []) -> ExaminedUse {
        ExaminedUse(purpose: purpose, hasEvents: true, hasReadModels: true, locks: locks, sessions: 5)
    }

    private static func server(_ uri: String, _ use: ExaminedUse = use()) throws -> ExaminedServer {
        let location = try PostgresLocation(uri, from: "test")
        return ExaminedServer(try PostgresConnection(location, readsOnly: true), at: location, LayoutChoice(among: []), waits: nil, of: use)
    }

    @Test("A run at work is named with its projection and server process, and nobody once it has ended")
    func locks() throws {
        let uri = try PostgresCluster.newDatabase()
        let subjects: [LockSubject] = [.projection("orders"), .projection("totals")]
        let server = try Self.server(uri, Self.use(locks: subjects))
        var lock: (any RunLock)? = try PostgresReadModelStore(PostgresLocation(uri, from: "test"), now: { .first }).lock(.projection("totals"))
        let found = try RunLockCheck().findings(on: server)
        #expect(found.map(\.level) == [.warning])
        #expect(found.first?.what.contains(#"the projection "totals": server process "#) == true && found.first?.what.contains("application refold") == true, "\(found)")
        withExtendedLifetime(lock) {}
        lock = nil
        #expect(try RunLockCheck().findings(on: server) == [.ok("locks", "no run is at work")])
    }

    @Test("A role that may not see how old the transactions of others are says so")
    func hiddenTransactions() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        let other = try OtherWriter(uri)
        try other.run("BEGIN; SELECT txid_current()")
        func found(_ uri: String) throws -> [String] { try OldTransactionCheck().findings(on: Self.server(uri)).map(\.what).filter { $0.hasPrefix("none in this") } }
        let unseen = "; of 1 of other roles this role may not see the age, which pg_read_all_stats lets it see"
        // Inactive replication slots of other tests are told in its place.
        for (reader, words) in [(uri.replacing("user=postgres", with: "user=\(role)"), unseen), (uri, "")] {
            let told = try found(reader)
            #expect(told.allSatisfy { $0 == "none in this database is older than 1 hour\(words), and every replication slot is read" }, "\(told)")
        }
    }

    @Test("The history of runs is kept in a database that lacks letters of theirs, with numbers for those")
    func otherEncoding() throws {
        let uri = try PostgresCluster.newDatabase()
        let name = "latin_" + uri.filter(\.isNumber).prefix(19)
        _ = try PostgresCluster.psql(uri, "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
        let location = try PostgresLocation(uri.replacing(#/test_[0-9]+/#, with: name), from: "test")
        let store = PostgresReadModelStore(location, now: { .first })
        var run = RunRecord(id: "a", verb: "run", job: "żółw", began: .first)
        run.end(at: .first, status: 1, failure: "run refold catch-up …")
        try store.note([run, RunRecord(id: "b", verb: "run", job: "Müll", began: .first)], makes: true)
        #expect(try store.runs().map(\.job) == [#"M\u{00FC}ll"#, #"\u{017C}\u{00F3}\u{0142}w"#])
        #expect(try store.runs().last?.message == #"run refold catch-up \u{2026}"#)
        try store.note([RunRecord(id: "c", verb: "run", job: "Müll", began: .first)], makes: true)
        #expect(try store.runs().first { $0.id == "c" }?.job == "Müll")
    }

    @Test("Transactions that are open for long are named, and the SQL that is printed ends them")
    func oldTransactions() throws {
        let uri = try PostgresCluster.newDatabase()
        let server = try Self.server(uri)
        // The replication slots of the whole server are those of other tests.
        func found() throws -> [ExaminationFinding] { try OldTransactionCheck(age: "0 seconds").findings(on: server).filter { !$0.what.contains("replication slot") } }
        let (open, other) = (try OtherWriter(uri, settings: ["application_name": "billing"]), try OtherWriter(uri))
        let name = "old \(UInt32.random(in: 0 ... .max))"
        try other.run("CREATE TABLE t (x int); BEGIN; LOCK TABLE t; PREPARE TRANSACTION '\(name)'")
        try open.run("BEGIN; SELECT 1")
        let findings = try found()
        #expect(findings.map(\.level) == [.warning, .warning], "\(findings)")
        #expect(findings[0].what.contains("the prepared transaction \"\(name)\" (user postgres, since "))
        #expect(findings[1].what.contains("server process \(open.connection.processNumber) (user postgres, application billing, idle in transaction, since "))
        for statement in findings.flatMap(\.sql) { _ = try PostgresCluster.psql(uri, statement) }
        // The server ends a session after it has said that it will.
        for _ in 0..<1000 where try !found().allSatisfy({ $0.level == .ok }) { usleep(20_000) }
        #expect(try found().allSatisfy { $0.level == .ok })
        #expect(try OldTransactionCheck().findings(on: server).filter { !$0.what.contains("replication slot") }.allSatisfy { $0.level == .ok })
    }

    @Test("Clocks that differ by more than five seconds are told, with the side that is ahead")
    func clocks() throws {
        func finding(_ seconds: Int64) throws -> ExaminationFinding {
            let before = try #require(Timestamp(microseconds: 1_700_000_000_000_000)), after = try #require(Timestamp(microseconds: 1_700_000_001_000_000))
            return ClockComparison.finding("clock", try #require(Timestamp(microseconds: 1_700_000_000_000_000 + seconds * 1_000_000)), between: before, after)
        }
        for seconds: Int64 in [-5, 0, 1, 6] { #expect(try finding(seconds).level == .ok, "\(seconds)") }
        #expect(try finding(-3600).what.hasPrefix("the server's is 3600 s behind this machine's"))
        #expect(try finding(61).what.hasPrefix("the server's is 60 s ahead of this machine's"))
    }

    @Test("Two sessions of a pooler that share one session of the server are noticed by their lock")
    func pooler() throws {
        let uri = try PostgresCluster.newDatabase()
        #expect(try PoolerCheck().findings(on: Self.server(uri)) == [.ok("sessions", "a lock of one session keeps out another")])
    }

    @Test("Names are quoted in grants where they need it")
    func names() {
        let grants = PostgresGrants(role: "Ana \"B\"")
        #expect(grants.statements(for: .report, builder: "user", models: ["orders", "select", "2023", "Übersicht"]) == [
            #"CREATE ROLE "Ana ""B""" LOGIN;"#, #"GRANT USAGE ON SCHEMA read_models TO "Ana ""B""";"#, #"GRANT SELECT ON read_models.orders TO "Ana ""B""";"#,
            #"GRANT SELECT ON read_models."select" TO "Ana ""B""";"#, #"GRANT SELECT ON read_models."2023" TO "Ana ""B""";"#,
            #"GRANT SELECT ON read_models."Übersicht" TO "Ana ""B""";"#,
        ])
        #expect(PostgresGrants(role: "r").statements(for: .report, builder: "user").last?.contains(#"FOR ROLE "user" IN SCHEMA"#) == true)
    }

    @Test("An examination of a server with every fault at once asks each thing on its own")
    func everything() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, """
            CREATE SCHEMA app; CREATE TABLE app.event_store (x int); CREATE SCHEMA read_models; ALTER ROLE \(role) SET statement_timeout = 60000;
            ALTER ROLE \(role) CONNECTION LIMIT 3
            """)
        let asRole = uri.replacing("user=postgres", with: "user=\(role)")
        let found = PostgresExamination(try PostgresLocation(asRole, from: "test"), LayoutChoice(among: [])).findings(of: Self.use())
        func level(_ subject: String) -> ExaminationFinding.Level? { found.first { $0.subject == subject }?.level }
        #expect(["server", "role", "encoding", "sessions"].map(level) == [.ok, .ok, .ok, .ok], "\(found)")
        #expect(["event rights", "read-model rights"].map(level) == [.missing, .missing], "\(found)")
        #expect(["time limits", "connections"].map(level) == [.warning, .warning], "\(found)")
        #expect(found.flatMap(\.sql).filter { !$0.contains("pg_") } == [
            "GRANT USAGE ON SCHEMA app TO \(role);", "GRANT SELECT ON app.event_store TO \(role);", "GRANT USAGE, CREATE ON SCHEMA read_models TO \(role);",
            "ALTER ROLE \(role) SET statement_timeout = 0;",
        ])
    }
}
