import Foundation
import RefoldTesting
import Testing

@Suite("Queries on PostgreSQL")
struct QueryTests {
    private static let questions = [
        "payments get p1", "payments list --organization o1", "payments list --organization o2 --limit 1 --json",
        "payments analytics --organization o1",
        "payments analytics --organization o2 --from 2024-09-01 --to 2024-09-02 --json",
    ]

    @Test("The answers equal those of SQLite, to the byte")
    func sameAnswers() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        _ = try sandbox.run("cp ../payments.db events.db")
        for place in ["", "--read-models '\(uri)'"] {
            let built = try sandbox.run("refold rebuild --store sqlite:events.db \(place) --quiet")
            try #require(built.status == 0, "\(built.error)")
        }
        for question in Self.questions {
            let one = try sandbox.run("refold query \(question) --store sqlite:events.db --quiet")
            let other = try sandbox.run("refold query \(question) --read-models '\(uri)' --quiet")
            #expect(one.status == 0 && other.status == 0, "\(question): \(one.error)\(other.error)")
            #expect(one.output == other.output, "\(question)")
        }
        let missing = try sandbox.run("refold query payments get p9 --read-models '\(uri)'")
        #expect(missing.status == 1)
        #expect(missing.error.contains(#"there is no payment "p9" up to position 8"#))
        let next = try sandbox.run("refold query payments list --organization o2 --limit 1 --read-models '\(uri)'")
        #expect(next.error.contains("next: refold query payments list --organization o2 --limit 1 --cursor "))
    }

    @Test("A database without read models is reported as serving none")
    func nothingServed() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let run = try sandbox.run("refold query payments get p1 --read-models '\(uri)'")
        #expect(run.status == 1)
        #expect(run.error.contains(#"no read model "payments" is served"#))
        #expect(run.error.contains("run refold rebuild payments"))
    }

    @Test("A standby answers while the primary is written to", .enabled(if: PostgresCluster.canMakeStandby, "pg_basebackup is not installed"))
    func standby() throws {
        let sandbox = try Sandbox()
        let primary = try PostgresCluster()
        let uri = try primary.newDatabase()
        _ = try sandbox.run("cp ../payments.db events.db")
        let read = try sandbox.run("refold rebuild --store sqlite:events.db --read-models '\(uri)' --quiet")
        try #require(read.status == 0, "\(read.error)")
        let standby = try PostgresCluster(standbyOf: primary)
        let replica = uri.replacing(primary.folder, with: standby.folder)
        for question in Self.questions {
            let one = try sandbox.run("refold query \(question) --read-models '\(uri)' --quiet")
            let other = try sandbox.run("refold query \(question) --read-models '\(uri)' --replica '\(replica)' --quiet")
            #expect(other.status == 0, "\(question): \(other.error)")
            #expect(one.output == other.output, "\(question)")
        }
        try primary.stop()
        let alone = try sandbox.run("REFOLD_REPLICA='\(replica)' refold query payments get p1 --read-models '\(uri)' --quiet")
        #expect(alone.status == 0, "\(alone.error)")
    }
}
