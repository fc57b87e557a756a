import RefoldTesting
import Testing

@Suite("A role that may select from the view of a read model alone")
struct ViewRightsCommandTests {
    @Test("reports, exports and queries it as its owner does, to the byte, and sees its status")
    func same() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        let made = try sandbox.run("cp ../payments.db events.db; refold events --format ndjson --store sqlite:events.db > events.ndjson; "
            + "refold import events.ndjson --store '\(uri)' --quiet && refold rebuild --store '\(uri)' --quiet")
        try #require(made.status == 0, "\(made.error)")
        let role = "viewer_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.payments TO \(role)
            """)
        let viewer = uri.replacing("user=postgres", with: "user=\(role)")
        for command in [
            "export payments", "export payments --format ndjson", "report by-day --definitions \(Sandbox.definitions)",
            "report by-day --definitions \(Sandbox.definitions) --format json --period 2024", "query payments get p1", "query payments list --organization o1",
        ] {
            let one = try sandbox.run("refold \(command) --read-models '\(uri)' --quiet")
            let other = try sandbox.run("refold \(command) --read-models '\(viewer)' --quiet")
            #expect(one.status == 0 && other.status == 0, "\(command): \(one.error)\(other.error)")
            #expect(one.output == other.output, "\(command)")
        }
        let status = try sandbox.run("refold status --read-models '\(viewer)' --json")
        #expect(status.status == 0, "\(status.error)")
        #expect(status.output.contains(#""projections":[{"projection":"payments","version":2,"served":{"generation":1,"state":"served","version":2,"position":8"#))
        #expect(status.output.contains(#""lag":null,"last_run":{"at":"2099-01-01T00:00:00Z","status":0,"message":null},"complete_at":"2099-01-01T00:00:00Z""#))
        #expect(!status.output.contains("payment_analytics"))
        let withStore = try sandbox.run("refold status --store '\(viewer)'")
        #expect(withStore.status == 0 && withStore.output.contains("payments"), "\(withStore.error)")
        #expect(withStore.error.contains("the lag is not known"))
        let other = try sandbox.run("refold export payment_analytics --read-models '\(viewer)'")
        #expect(other.status == 1 && other.error.contains("GRANT SELECT ON"), "\(other.error)")
    }
}
