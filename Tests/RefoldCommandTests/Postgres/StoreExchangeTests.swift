import Foundation
import RefoldTesting
import Testing

/// Read models with another store than the one from which they were made, from a user's point of view; the wording is in a transcript.
@Suite("Exchanged stores")
struct StoreExchangeTests {
    private static func line(_ id: String) -> String {
        #"{"id":"\#(id)","stream":"\#(id)","type":"PaymentInitiated","occurred_at":"2024-09-01T08:00:00Z","#
            + #""data":{"payment_id":"\#(id)","organization_id":"o1","amount":"1.00","currency":"EUR"}}"#
    }

    private static func record(_ ids: [String], in store: String, _ sandbox: Sandbox) throws {
        let file = sandbox.folder.appendingPathComponent("work/more.ndjson")
        try Data((ids.map(line).joined(separator: "\n") + "\n").utf8).write(to: file)
        let run = try sandbox.run("refold import more.ndjson --store '\(store)' --quiet")
        try #require(run.status == 0, "\(run.error)")
    }

    private static func payments(_ place: String, _ sandbox: Sandbox) throws -> [Substring] {
        try sandbox.run("refold export payments \(place) --quiet").output.split(separator: "\n").dropFirst().map { $0.prefix { $0 != "," } }
    }

    @Test("On PostgreSQL events that were dropped and refilled, and a restored backup that has grown since, are refused until a rebuild")
    func server() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let place = "--store '\(uri)'"
        try Self.record(["a1", "a2"], in: uri, sandbox)
        #expect(try sandbox.run("refold rebuild payments \(place) --quiet").status == 0)
        _ = try PostgresCluster.psql(uri, "CREATE TABLE backup AS TABLE event_store")
        try Self.record(["a3"], in: uri, sandbox)
        #expect(try sandbox.run("refold catch-up payments \(place) --quiet").status == 0)
        #expect(try Self.payments(place, sandbox) == ["a1", "a2", "a3"])

        _ = try PostgresCluster.psql(uri, "TRUNCATE event_store; INSERT INTO event_store SELECT * FROM backup")
        let short = try sandbox.run("refold catch-up payments \(place) --quiet")
        #expect(short.status == 3 && short.error.contains("rest on position 3, and "), "\(short.error)")
        #expect(try sandbox.run("refold status \(place)").output.contains("made from a longer store"))
        try Self.record(["b3", "b4"], in: uri, sandbox)
        let grown = try sandbox.run("refold catch-up payments \(place) --quiet")
        #expect(grown.status == 3 && grown.error.contains("position 3"), "\(grown.error)")
        #expect(try Self.payments(place, sandbox) == ["a1", "a2", "a3"])
        #expect(try sandbox.run("refold rebuild payments \(place) --quiet").status == 0)
        #expect(try Self.payments(place, sandbox) == ["a1", "a2", "b3", "b4"])

        _ = try PostgresCluster.psql(uri, "DROP TABLE event_store")
        try Self.record(["c1", "c2", "c3", "c4", "c5"], in: uri, sandbox)
        #expect(try sandbox.run("refold catch-up payments \(place) --quiet").status == 3)
        let status = try sandbox.run("refold status \(place) --json").output
        #expect(status.contains(#""store":"other","lag":null,"#) && status.contains(#""note":"made from another store"#), "\(status)")
        try Data("{store: \"\(uri)\", steps: [{catchUp: \"payments\"}, {export: \"payments\", format: \"csv\", output: \"o.csv\"}]}".utf8)
            .write(to: sandbox.folder.appendingPathComponent("work/nightly.json5"))
        #expect(try sandbox.run("refold run nightly.json5 --quiet; s=$?; test ! -e o.csv && exit $s").status == 3)
    }

    @Test("The same store copied from one database to the other counts as the same")
    func copied() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        try Self.record(["a1", "a2"], in: uri, sandbox)
        try Self.record(["a1", "a2", "a3"], in: "sqlite:a.db", sandbox)
        #expect(try sandbox.run("refold rebuild payments --store '\(uri)' --read-models sqlite:rows.db --quiet").status == 0)
        let on = try sandbox.run("refold catch-up payments --store sqlite:a.db --read-models sqlite:rows.db --quiet")
        #expect(on.status == 0, "\(on.error)")
        #expect(try Self.payments("--read-models sqlite:rows.db", sandbox) == ["a1", "a2", "a3"])
    }

    @Test("A view that was dropped by hand exists again after a catch-up without new events")
    func droppedView() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        try Self.record(["a1"], in: uri, sandbox)
        #expect(try sandbox.run("refold rebuild payments --store '\(uri)' --quiet").status == 0)
        _ = try PostgresCluster.psql(uri, "DROP VIEW read_models.payments")
        #expect(try sandbox.run("refold query payments get a1 --read-models '\(uri)'").status == 1)
        #expect(try sandbox.run("refold catch-up payments --store '\(uri)' --quiet").status == 0)
        #expect(try sandbox.run("refold query payments get a1 --read-models '\(uri)'").status == 0)
    }
}
