// Unsafe here: passes bytes to COPY and receives bytes from it.
import Foundation
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

struct PostgresConnectionTests {
    private func connection() throws -> PostgresConnection {
        try PostgresConnection(PostgresLocation(PostgresCluster.newDatabase(), from: "test"))
    }

    @Test func `a statement gives its rows, with nulls and texts of any letters`() throws {
        let result = try connection().query("SELECT $1::text, $2::bigint, NULL, $1 = 'x'", ["é 🙂 \" ' \\", "-7"], to: "ask")
        #expect(result.text(0, 0) == "é 🙂 \" ' \\")
        #expect(result.integer(0, 1) == -7)
        #expect(result.optional(0, 2) == nil)
        #expect(result.boolean(0, 3) == false)
    }

    @Test func `prepared statements that the server did not forget are known afterwards`() throws {
        let connection = try connection()
        #expect(try connection.query("SELECT 1", to: "ask").integer(0, 0) == 1)
        try connection.execute("BEGIN", to: "begin")
        #expect(throws: RefoldError.self) { try connection.execute("SELECT 1 / 0", to: "fail") }
        #expect(throws: RefoldError.self) { try connection.forgetPrepared() }
        connection.rollBack()
        #expect(try connection.query("SELECT 2", to: "ask").integer(0, 0) == 2)
        #expect(try connection.query("SELECT 1", to: "ask").integer(0, 0) == 1)
        try connection.forgetPrepared()
        #expect(connection.preparedCount == 0)
        #expect(try connection.query("SELECT 1", to: "ask").integer(0, 0) == 1)
    }

    @Test func `what goes in by COPY comes out by COPY`() throws {
        let connection = try connection()
        try connection.execute("CREATE TABLE public.t (a text)", to: "make a table")
        try connection.beginCopy("COPY public.t FROM STDIN", to: "write")
        let lines = Array("one\ntwo\n".utf8)
        try unsafe lines.withUnsafeBytes { (bytes) in try unsafe connection.sendCopied(bytes, to: "write") }
        #expect(try connection.endCopyIn(to: "write") == 2)
        try connection.beginCopy("COPY public.t TO STDOUT", to: "read")
        var rows: [String] = []
        while let row = try unsafe connection.nextCopied(to: "read", { unsafe String(decoding: $0, as: UTF8.self) }) { rows.append(row) }
        #expect(rows == ["one\n", "two\n"])
    }

    @Test func `a server that is not there is named with the remedy`() throws {
        let location = try PostgresLocation("postgresql:///shop?host=/nowhere&user=a&password=geheim", from: "test")
        let error = #expect(throws: RefoldError.self) { try PostgresConnection(location) }
        #expect(error?.description.hasPrefix("postgresql:///shop?host=/nowhere: cannot connect:") == true)
        #expect(error?.description.contains("geheim") == false)
    }

    @Test func `a database that is not there is told apart`() throws {
        let uri = try PostgresCluster.newDatabase().replacing("///test_", with: "///missing_")
        let error = #expect(throws: RefoldError.self) { try PostgresConnection(PostgresLocation(uri, from: "test")) }
        #expect(error?.description.contains("there is no such database") == true)
    }

    @Test func `a snapshot whose session is gone is a lost connection`() throws {
        let uri = try PostgresCluster.newDatabase()
        var first: PostgresConnection? = try PostgresConnection(PostgresLocation(uri, from: "test"))
        try first?.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", to: "begin")
        let snapshot = try #require(try first?.query("SELECT pg_export_snapshot()", to: "share").text(0, 0))
        let second = try PostgresConnection(PostgresLocation(uri, from: "test"))
        func take() throws {
            try second.execute("BEGIN ISOLATION LEVEL REPEATABLE READ", to: "begin")
            defer { second.rollBack() }
            try second.take(snapshot, to: "read")
        }
        try take()
        first = nil
        let error = #expect(throws: RefoldError.self) {
            // The session ends a moment after its connection.
            for _ in 0..<1000 {
                try take()
                usleep(10_000)
            }
        }
        #expect(error?.description.contains("cannot read: the connection to the server was lost") == true)
        #expect(error?.description.contains("run the command again") == true)
    }

    @Test func `a connection that the server ends gives an error and no trap`() throws {
        let uri = try PostgresCluster.newDatabase()
        let connection = try PostgresConnection(PostgresLocation(uri, from: "test"))
        _ = try PostgresCluster.psql(uri, "SELECT pg_terminate_backend(\(connection.processNumber))")
        let error = #expect(throws: RefoldError.self) { try connection.query("SELECT 1", to: "ask") }
        #expect(error?.status == .failed)
        #expect(throws: RefoldError.self) { try connection.query("SELECT 1", to: "ask") }
    }
}
