import Foundation
import RefoldTesting
import Testing

/// Stops the server at moments spread over a run: by a shutdown, by a crash, and by ending only the sessions.
///
/// Each test knows the state before a run and the state after it. The state found must be one of the two, the run reports the loss and ends
/// with 1, and the next run must produce the second.
@Suite("Losing the server at any moment")
struct ServerLossTests {
    private enum Loss: CaseIterable {
        case shutdown, crash, endOfSessions
    }

    private let cluster: PostgresCluster
    private let uri: String
    private let sandbox: Sandbox
    private static let tool = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../../Jobs/cluster").standardizedFileURL.path

    init() throws {
        cluster = try PostgresCluster()
        uri = try cluster.newDatabase()
        sandbox = try Sandbox()
    }

    /// Runs a command several times, each time losing the server a little later.
    ///
    /// - Parameters:
    ///   - prepare: restores the state before.
    ///   - check: checks what was left, then runs the command again and checks once more.
    private func lose(_ command: String, prepare: () throws -> Void, check: () throws -> Void) throws {
        try prepare()
        let clock = ContinuousClock()
        var first: (output: String, error: String, status: Int32)?
        // The shorter of two, since one of them may have waited for the machine.
        let once = try clock.measure { first = try sandbox.run(command) }
        try #require(first?.status == 0, "\(first?.error ?? "")")
        try prepare()
        let span = try min(once, clock.measure { _ = try sandbox.run(command) })
        var lost = 0
        for (turn, loss) in (Loss.allCases + Loss.allCases).enumerated() {
            try prepare()
            let delay = span / .seconds(1) * (Double(turn) + 0.5) / 6
            let end = "psql '\(uri)' -qtAc \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'refold'\" >/dev/null"
            let take =
                switch loss {
                case .shutdown: "'\(Self.tool)' stop '\(cluster.folder)' fast"
                case .crash: "'\(Self.tool)' stop '\(cluster.folder)' immediate"
                case .endOfSessions: end
                }
            let run = try sandbox.run("\(command) & sleep \(delay); \(take) >/dev/null 2>&1; wait $!")
            if loss != .endOfSessions { try cluster.start() }
            if run.status != 0 {
                lost += 1
                #expect(run.status == 1, "\(loss) after \(delay) s: \(run.error)")
                #expect(run.error.contains("run the command again") || run.error.contains("cannot connect"), "\(loss): \(run.error)")
            }
            try check()
        }
        #expect(lost > 0, "no run lost its server")
    }

    private func done(_ command: String) throws {
        let run = try sandbox.run(command)
        #expect(run.status == 0, "\(run.error)")
    }

    private func events() throws -> String {
        try PostgresCluster.psql(
            uri, "SELECT count(*), md5(string_agg(concat_ws(' ', aggregate_id, version, event_type, event_data), ',' ORDER BY aggregate_id, version)) FROM event_store")
    }

    private func rows() throws -> String { try sandbox.run("refold export payments --store '\(uri)'").output }

    @Test("An import leaves the whole file or nothing of it, and the next one completes it")
    func importing() throws {
        try sandbox.write(RecordedPayments.lines(0..<500), to: "first.ndjson")
        try sandbox.write(RecordedPayments.lines(500..<20000), to: "second.ndjson")
        try done("refold import first.ndjson second.ndjson --store '\(uri)' --quiet")
        let after = try events()
        var before = ""
        let command = "refold import second.ndjson --store '\(uri)' --quiet"
        try lose(command) {
            _ = try PostgresCluster.psql(uri, "TRUNCATE event_store")
            try done("refold import first.ndjson --store '\(uri)' --quiet")
            before = try events()
        } check: {
            #expect(try [before, after].contains(events()))
            try done(command)
            #expect(try events() == after)
        }
    }

    @Test("Commands are decided once, however often they are sent again")
    func ingesting() throws {
        try sandbox.write(RecordedPayments.commands(0..<400), to: "commands.ndjson")
        let command = "refold ingest commands.ndjson --store '\(uri)' --quiet > outcomes"
        try lose(command) {
            try done("refold import /dev/null --store '\(uri)' --quiet")
            _ = try PostgresCluster.psql(uri, "TRUNCATE event_store")
        } check: {
            let answered = String(decoding: sandbox.bytes("outcomes") ?? Data(), as: UTF8.self).split(separator: "\n").count
            let kept = try #require(Int(PostgresCluster.psql(uri, "SELECT count(*) FROM event_store")))
            #expect(answered <= kept, "a command was answered and is not in the store")
            try done(command)
            #expect(try PostgresCluster.psql(uri, "SELECT count(*), count(DISTINCT event_id) FROM event_store") == "800|800")
        }
    }

    @Test("A rebuild and a catch-up leave the old rows or the new ones served, and the next one completes them", arguments: ["rebuild", "catch-up"])
    func folding(verb: String) throws {
        try sandbox.write(RecordedPayments.lines(0..<20000), to: "payments.ndjson")
        try done("refold import payments.ndjson --store '\(uri)' --quiet")
        try done("refold rebuild payments --store '\(uri)' --quiet")
        let after = try rows()
        var before = ""
        let command = "refold \(verb) payments --store '\(uri)' --quiet"
        try lose(command) {
            _ = try PostgresCluster.psql(uri, "DROP SCHEMA IF EXISTS read_models CASCADE")
            try done("refold rebuild payments --through 25000 --store '\(uri)' --quiet")
            before = try rows()
        } check: {
            #expect(try [before, after].contains(rows()))
            try done(command)
            #expect(try rows() == after)
        }
    }
}
