import Foundation
import RefoldCore
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("If the server fails, served rows stay complete and the next run works", .serialized)
struct BrokenServerTests {
    /// The step of a run in which its connection is cut.
    enum Step: CaseIterable { case write, finish, promote, apply, load, snapshot }

    @Test("a cut connection", arguments: Step.allCases)
    func cut(_ step: Step) throws {
        let uri = try PostgresCluster.newDatabase()
        let error = try interrupt(step, Things.store(uri)) { try Things.cutConnections(to: uri) }
        #expect(error.status == .failed)
        #expect(error.description.contains("the server ended the connection") || error.description.contains("connection to the server was lost"))
        try check(Things.store(uri))
    }

    @Test("a server that is stopped", arguments: ["fast", "immediate"])
    func stopped(_ mode: String) throws {
        let cluster = try PostgresCluster()
        for step in Step.allCases {
            let uri = try cluster.newDatabase()
            let store = try Things.store(uri)
            let error = try interrupt(step, store) { try cluster.stop(mode) }
            #expect(error.status == .failed)
            #expect(error.description.contains("server"))
            let away = #expect(throws: RefoldError.self) { try store.generations() }
            #expect(away?.description.contains("cannot connect") == true)
            try cluster.start()
            try check(store)
        }
    }

    @Test("a statement_timeout")
    func statementTimeout() throws {
        let uri = try PostgresCluster.newDatabase()
        try Things.serve(Things.rows(5, amount: 1), in: Things.store(uri))
        let hasty = try Things.store(uri + "&options=-cstatement_timeout%3D40ms")
        let error = #expect(throws: RefoldError.self) {
            let builder = try hasty.build(Things.schema(), version: 1, fingerprint: 0)
            for first in 0..<100 { try builder.write(Things.block(Array(repeating: [1, "long enough"], count: 20_000), from: Int64(first) * 20_000)) }
            _ = try builder.finish(at: 2)
        }
        #expect(error?.status == .failed)
        #expect(error?.description.contains("statement_timeout") == true)
        try check(Things.store(uri))
    }

    @Test("a role without privileges")
    func role() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        let weak = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        let none = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 1), in: weak) }
        #expect(none?.status == .failed)
        #expect(none?.description.contains("the role may not do that (permission denied for database") == true)
        let store = try Things.store(uri)
        try Things.serve(Things.rows(5, amount: 1), in: store)
        #expect(throws: RefoldError.self) { try weak.generations() }
        let blind = #expect(throws: RefoldError.self) { try weak.snapshot(of: "things") }
        #expect(blind?.description.contains("permission denied for schema read_models") == true)
        _ = try PostgresCluster.psql(uri, "GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(role)")
        #expect(try Things.amounts(in: weak) == [1, 1, 1, 1, 1])
        let writing = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 2), in: weak) }
        #expect(writing?.description.contains("permission denied for table refold_numbers") == true)
        _ = try PostgresCluster.psql(uri, "GRANT ALL ON SCHEMA read_models TO \(role); GRANT ALL ON ALL TABLES IN SCHEMA read_models TO \(role)")
        let owning = #expect(throws: RefoldError.self) { try Things.serve(Things.rows(1, amount: 2), in: weak) }
        #expect(owning?.description.contains("must be owner of view things") == true)
        try check(store)
    }

    @Test("a schema created for a role that may not create one")
    func schemaOnly() throws {
        let uri = try PostgresCluster.newDatabase()
        let role = try SwitchTests.newRole(uri)
        _ = try PostgresCluster.psql(uri, "CREATE SCHEMA read_models AUTHORIZATION \(role)")
        let store = try Things.store(uri.replacing("user=postgres", with: "user=\(role)"))
        try Things.serve(Things.rows(5, amount: 1), in: store)
        try check(store)
    }

    @Test("a full disk under a tablespace", .enabled(if: getuid() == 0, "needs root, to mount a small file system"))
    func fullDisk() throws {
        let folder = "/tmp/refold-small.\(UInt32.random(in: 0 ... .max))"
        try Self.shell("mkdir -p \(folder) && mount -t tmpfs -o size=24m,mode=0777 tmpfs \(folder) && mkdir \(folder)/space && chown postgres \(folder)/space")
        defer { try? Self.shell("umount -l \(folder) && rmdir \(folder)") }
        let cluster = try PostgresCluster()
        let uri = try cluster.newDatabase()
        let database = try PostgresCluster.psql(uri, "SELECT current_database()")
        _ = try PostgresCluster.psql(uri, "CREATE TABLESPACE small LOCATION '\(folder)/space'")
        _ = try PostgresCluster.psql(uri, "ALTER DATABASE \(database) SET default_tablespace = small")
        let store = try Things.store(uri)
        try Things.serve(Things.rows(5, amount: 1), in: store)
        let error = #expect(throws: RefoldError.self) {
            let builder = try store.build(Things.schema(), version: 1, fingerprint: 0)
            for first in 0..<200 { try builder.write(Things.block(Array(repeating: [1, "long enough"], count: 20_000), from: Int64(first) * 20_000)) }
            Issue.record("all rows were sent before the server was heard")
        }
        #expect(error?.status == .failed)
        #expect(error?.description.contains("disk is full") == true)
        try check(store)
    }

    /// Serves five rows, does all steps up to one, breaks the server, and returns the error of that step.
    private func interrupt(_ step: Step, _ store: PostgresReadModelStore, by breaking: () throws -> Void) throws -> RefoldError {
        let served = try Things.serve(Things.rows(5, amount: 1), in: store)
        func failure(_ body: () throws -> Void) throws -> RefoldError {
            try breaking()
            return try #require(#expect(throws: RefoldError.self) { try body() })
        }
        switch step {
        case .write, .finish, .promote:
            let builder = try store.build(Things.schema(), version: 1, fingerprint: 0)
            try builder.write(Things.rows(20_000, amount: 2))
            if step == .write {
                return try failure {
                    for first in 1..<200 { try builder.write(Things.block(Array(repeating: [2, nil], count: 20_000), from: Int64(first) * 20_000)) }
                    _ = try builder.finish(at: 2)
                }
            }
            if step == .finish { return try failure { _ = try builder.finish(at: 2) } }
            _ = try builder.finish(at: 2)
            return try failure { try builder.promote() }
        case .apply, .load:
            let updater = try store.update(served)
            return try failure {
                if step == .load { return try updater.load(keys: Things.rows(2, amount: 0), into: RowBlock(columnCount: 2)) }
                try updater.apply([Things.rows(5, amount: 3)], position: 2)
            }
        case .snapshot:
            let snapshot = try store.snapshot(of: "things")
            return try failure { try snapshot?.rows(columns: [0, 1], where: nil, inKeyOrder: true) { _ in } }
        }
    }

    /// Checks that what was served still is, and that a build and a catch-up work.
    private func check(_ store: PostgresReadModelStore) throws {
        #expect(try Things.amounts(in: store) == [1, 1, 1, 1, 1])
        let lock = try store.lock(.projection("things"))
        let served = try Things.serve(Things.rows(3, amount: 4), at: 5, in: store)
        try store.update(served).apply([Things.rows(1, amount: 5)], position: 6)
        #expect(try Things.amounts(in: store) == [5, 4, 4])
        #expect(try store.generations().map(\.state) == [.previous, .served])
        withExtendedLifetime(lock) {}
    }

    private static func shell(_ command: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", command]
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
    }
}
