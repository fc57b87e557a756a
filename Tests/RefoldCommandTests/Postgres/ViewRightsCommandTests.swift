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
        #expect(status.output.contains(#""lag":null,"parked":0,"last_run":{"at":"2099-01-01T00:00:00Z","status":0,"message":null},"complete_at":"2099-01-01T00:00:00Z""#))
        #expect(!status.output.contains("payment_analytics"))
        let withStore = try sandbox.run("refold status --store '\(viewer)'")
        #expect(withStore.status == 0 && withStore.output.contains("payments"), "\(withStore.error)")
        #expect(withStore.error.contains("the lag is not known"))
        let other = try sandbox.run("refold export payment_analytics --read-models '\(viewer)'")
        #expect(other.status == 1 && other.error.contains("GRANT SELECT ON"), "\(other.error)")
    }

    private static func line(_ number: Int, _ stream: String, _ amount: String, customer: String) -> String {
        #"{"id":"e\#(number)","stream":"\#(stream)","type":"Paid","occurred_at":"2024-05-0\#(number)T09:00:00Z","data":{"amount":"\#(amount)","customer":\#(customer)}}"#
    }

    @Test("has the figures and the warnings of its owner while events are parked, and is not told which")
    func parked() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        try sandbox.write(
            [
                Self.line(1, "s1", "1.00", customer: #""ann""#), Self.line(2, "s1", "none", customer: #""ann""#), Self.line(3, "s2", "3.00", customer: "null"),
                Self.line(4, "s3", "none", customer: #""bob""#), Self.line(5, "s2", "5.00", customer: #""bob""#),
            ], to: "events.ndjson")
        _ = try sandbox.run("mkdir Reports")
        for (name, text) in [
            "amounts.projection": #"{name: "amounts", version: 1, key: "@stream", columns: {at: "timestamp", amount: {type: "decimal", scale: 2}, j: "json"}, on: {Paid: {at: "@occurred_at", amount: "$.amount", j: "$.customer"}}}"#,
            "customers.projection": #"{name: "customers", version: 1, key: {value: "$.customer", as: "customer"}, columns: {events: "integer"}, on: {Paid: {events: {add: 1}}}}"#,
            "total.report": #"{from: "amounts", period: {column: "at"}, measures: {n: {count: "*"}, amount: {sum: "amount", where: {amount: {above: 0}}}}}"#,
            "events.report": #"{from: "customers", rows: ["customer"], measures: {events: {sum: "events"}}}"#,
        ] { try sandbox.write([text], to: "Reports/\(name).json5") }
        let made = try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet && refold rebuild amounts customers --park --store '\(uri)' --quiet")
        try #require(made.status == 4, "\(made.error)")
        let role = "viewer_\(UInt64.random(in: 0 ... .max))"
        _ = try PostgresCluster.psql(uri, """
            CREATE ROLE \(role) LOGIN; GRANT USAGE ON SCHEMA read_models TO \(role); GRANT SELECT ON read_models.amounts, read_models.customers TO \(role)
            """)
        let viewer = uri.replacing("user=postgres", with: "user=\(role)")
        for (command, warning) in [
            ("export amounts", "2 rows wait for a parked event"), ("export customers", "1 parked event may change what it shows"),
            ("report total", "1 row that it counts waits for a parked event, and 1 parked event may change what it shows"),
            ("report total --period 2024-06 --format json", "2 parked events may change what it shows"), ("report events", "1 parked event may change what it shows"),
        ] {
            let one = try sandbox.run("refold \(command) --read-models '\(uri)'")
            let other = try sandbox.run("refold \(command) --read-models '\(viewer)'")
            #expect(one.status == 0 && one.error.contains(warning), "\(command): \(one.error)")
            #expect(other.output == one.output && other.error == one.error && other.status == 0, "\(command): \(other)")
        }
        func counts(_ uri: String) throws -> [String] {
            try sandbox.run("refold status --domains none --read-models '\(uri)' --json").output.matches(of: /"parked":[0-9a-z]+/).map { String($0.output) }
        }
        #expect(try counts(viewer) == [#""parked":2"#, #""parked":1"#])
        #expect(try counts(uri) == counts(viewer))
        let listed = try sandbox.run("refold parked --read-models '\(viewer)' --store '\(uri)' --json --quiet").output
        #expect(listed.contains(#""position":2,"id":"","stream":"","type":"Paid","reason":"","held":0,"has_row":true"#), "\(listed)")
    }
}
