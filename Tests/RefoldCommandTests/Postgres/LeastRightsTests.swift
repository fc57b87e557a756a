import RefoldTesting
import Testing

@Suite("Roles made by the SQL of refold doctor --grants")
struct LeastRightsTests {
    /// A store of payments with read models that the building role made, and a role for each purpose.
    private struct Place {
        let sandbox: Sandbox
        let uri: String
        let number = UInt64.random(in: 0 ... .max)

        init() throws {
            sandbox = try Sandbox()
            uri = try PostgresCluster.newDatabase()
            try sandbox.run("cp ../payments.db events.db; refold events --format ndjson --store sqlite:events.db > events.ndjson").status.isZero()
            try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet").status.isZero()
            try sandbox.write([#"{"stream":"zz","version":1,"type":"X","occurred_at":"2024-03-01T09:30:00Z","data":{}}"#], to: "new.ndjson")
        }

        func name(_ purpose: String) -> String { "\(purpose)_\(number)" }

        func uri(_ purpose: String) -> String { uri.replacing("user=postgres", with: "user=\(name(purpose))") }

        /// Makes a role by the very text that is printed.
        func make(_ purpose: String, _ models: String = "", as name: String? = nil) throws {
            let name = name ?? purpose
            let made = try sandbox.run(
                "refold doctor --grants \(purpose) \(models) --role \(self.name(name)) --store '\(uri)' > \(name).sql && sed -i 's/refold_build/\(self.name("build"))/' \(name).sql"
                    + " && psql '\(uri)' -qX -v ON_ERROR_STOP=1 -f \(name).sql")
            #expect(made.status == 0, "\(made.error)")
            #expect(try PostgresCluster.psql(uri, "SELECT rolsuper OR rolcreatedb OR rolcreaterole OR rolbypassrls FROM pg_roles WHERE rolname = '\(self.name(name))'") == "f")
        }

        func refold(_ words: String) throws -> (output: String, error: String, status: Int32) {
            try sandbox.run("refold \(words) --definitions \(Sandbox.definitions)")
        }
    }

    private static let reading = ["events", "events PaymentInitiated", "history p1 --events", "status", "verify --store-only", "check"]
    private static let reporting = [
        "export payments", "report by-day --period 2024", "report analytics-by-status", "query payments get p1", "query payments list --organization o1", "status", "seals", "seals --check",
        "parked",
    ]
    private static let building = ["catch-up payments", "rebuild payments", "verify", "seal by-day --period 2024-01 --reason x"]

    /// What the refusal of a verb names: the right, and what it is on.
    private static var named: Regex<(Substring, Substring?)> { #/permission denied for (table|schema|view) |this role may not use the schema read_models|may not read/# }

    private func expect(_ place: Place, _ role: String, may verbs: [String], _ flag: String) throws {
        for verb in verbs {
            let run = try place.refold("\(verb) \(flag) '\(place.uri(role))'")
            #expect(run.status == 0, "\(role): \(verb) \(flag): \(run.error)")
        }
    }

    private func expect(_ place: Place, _ role: String, mayNot verbs: [String], _ flag: String = "--store") throws {
        for verb in verbs {
            let run = try place.refold("\(verb) \(flag) '\(place.uri(role))'")
            #expect(run.status == 1, "\(role): \(verb): \(run.status) \(run.error)")
            #expect(run.error.contains(Self.named), "\(role): \(verb): \(run.error)")
        }
    }

    @Test("A role for reports sees how it stands where it may not use the schema of the events either, and is told what it lacks for the history")
    func closedSchema() throws {
        let place = try Place()
        try place.refold("catch-up payments --store '\(place.uri)' --quiet").status.isZero()
        try place.make("report")
        _ = try PostgresCluster.psql(place.uri, "REVOKE ALL ON SCHEMA public FROM PUBLIC; CREATE ROLE none_\(place.number) LOGIN")
        let status = try place.refold("status payments --store '\(place.uri("report"))'")
        #expect(status.status == 0 && status.error.contains("so that the lag is not known: cannot read the events: the role may not do that (permission denied for schema public)"), "\(status.error)")
        #expect(try place.refold("events --store '\(place.uri("report"))'").error.contains("permission denied for schema public"))
        let runs = try place.refold("runs --read-models '\(place.uri("none"))'")
        #expect(runs.error.contains("let its owner run: GRANT USAGE ON SCHEMA read_models TO this role; GRANT SELECT ON read_models.refold_runs TO this role"), "\(runs.error)")
        _ = try PostgresCluster.psql(place.uri, "GRANT USAGE ON SCHEMA read_models TO none_\(place.number); GRANT SELECT ON read_models.refold_runs TO none_\(place.number)")
        #expect(try place.refold("runs --read-models '\(place.uri("none"))'").status == 0)
    }

    @Test("What a member of the building role builds belongs to that role, which brings it forward")
    func member() throws {
        let place = try Place()
        try place.make("build")
        try place.refold("catch-up payments --store '\(place.uri("build"))' --quiet").status.isZero()
        _ = try PostgresCluster.psql(
            place.uri, "CREATE ROLE member_\(place.number) LOGIN IN ROLE \(place.name("build")); GRANT SELECT ON event_store TO member_\(place.number)")
        for word in ["rebuild payments payment_analytics", "catch-up payment_audit"] {
            let run = try place.refold("\(word) --store '\(place.uri("member"))' --quiet")
            #expect(run.status == 0, "\(run.error)")
        }
        #expect(try PostgresCluster.psql(place.uri, "SELECT DISTINCT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'read_models'::regnamespace") == place.name("build"))
        let more = try place.sandbox.run("refold seed --events 50 --store sqlite:more.db --quiet; refold events --format ndjson --store sqlite:more.db > more.ndjson; refold import more.ndjson --store '\(place.uri)' --quiet")
        #expect(more.status == 0, "\(more.error)")
        for word in ["catch-up payments payment_analytics payment_audit", "rebuild payments", "verify payments"] {
            let run = try place.refold("\(word) --store '\(place.uri("build"))' --quiet")
            #expect(run.status == 0, "\(word): \(run.error)")
        }
    }

    @Test("Each role runs the verbs that it is for, and is refused the others with the name of the right that it lacks", arguments: [false, true])
    func verbs(asBefore15: Bool) throws {
        let place = try Place()
        // Up to version 14 everybody may create in the schema public.
        if asBefore15 { _ = try PostgresCluster.psql(place.uri, "GRANT CREATE ON SCHEMA public TO PUBLIC") }
        for purpose in ["build", "read", "write"] { try place.make(purpose) }
        try expect(place, "read", may: Self.reading, "--store")
        try place.refold("rebuild payments payment_analytics --store '\(place.uri("build"))' --quiet").status.isZero()
        try place.make("report")
        try place.make("report", "payments payment_analytics", as: "view")

        try expect(place, "build", may: Self.reading + Self.reporting + Self.building, "--store")
        try expect(place, "build", mayNot: ["import new.ndjson"])

        try expect(place, "read", may: Self.reading, "--store")
        try expect(place, "read", mayNot: ["verify", "export payments", "report by-day", "query payments get p1", "seals", "parked"] + Self.building + ["import new.ndjson"])

        for role in ["report", "view"] {
            for flag in ["--store", "--read-models"] { try expect(place, role, may: Self.reporting, flag) }
            try expect(place, role, mayNot: ["events", "history p1", "verify --store-only", "verify", "import new.ndjson", "catch-up payments", "rebuild payments"])
        }
        #expect(try place.refold("report by-day --period 2024-01 --read-models '\(place.uri("view"))'").output == place.refold("report by-day --period 2024-01 --read-models '\(place.uri("build"))'").output)

        try expect(place, "write", may: ["events", "history p1 --events", "status", "import new.ndjson"], "--store")
        try expect(place, "write", mayNot: ["export payments", "verify", "rebuild payments"])
    }

    @Test("For the store of another framework the SQL names its tables, and nobody gets to write to it")
    func otherFramework() throws {
        let sandbox = try Sandbox()
        let uri = try PostgresCluster.newDatabase()
        try PostgresCluster.psql(uri, file: Page.root.appendingPathComponent("Tests/RefoldLayoutsTests/Fixtures/marten.schema.sql").path)
        let read = try sandbox.run("refold doctor --grants read --store '\(uri)'")
        #expect(read.output == "CREATE ROLE refold_read LOGIN;\nGRANT SELECT ON public.mt_events TO refold_read;\nGRANT SELECT ON public.mt_streams TO refold_read;\n", "\(read.error)")
        #expect(read.status == 0)
        for words in ["--grants write", "--grants read --layout nosuch", "--grants read --layout axon4"] {
            let run = try sandbox.run("refold doctor \(words) --store '\(uri)'")
            #expect(run.status == 2 && run.output.isEmpty, "\(run.error)")
        }
        #expect(try sandbox.run("refold doctor --grants report --store '\(uri)' --layout axon4").status == 0)
        let none = try sandbox.run("refold doctor --grants read --store 'postgresql:///d?host=/nowhere'")
        #expect(none.status == 0 && none.output.contains("ON public.event_store TO"), "\(none.error)")
    }

    @Test("A role that may use no read models is told so by status, and counts the events all the same")
    func hidden() throws {
        let place = try Place()
        for purpose in ["build", "read"] { try place.make(purpose) }
        try place.refold("rebuild payments --store '\(place.uri("build"))' --quiet").status.isZero()
        let status = try place.refold("status --store '\(place.uri("read"))'")
        #expect(status.status == 0 && status.error.contains("this role may not use the schema read_models, so that what is served is not known"), "\(status.error)")
        #expect(try place.refold("status --json --store '\(place.uri("read"))'").output.contains(#""hidden":true,"#))
        let limited = try place.refold("status --max-age 26h --metrics m.prom --store '\(place.uri("read"))'")
        #expect(limited.status == 3 && limited.error.contains("use a role that may: refold doctor --grants report"), "\(limited.error)")
        #expect(try place.sandbox.run("cat m.prom").output.contains("refold_readable 0\n"))
        #expect(try place.sandbox.run("grep -c parked m.prom").output == "0\n")
        let verified = try place.refold("verify --store-only --store '\(place.uri("read"))'")
        #expect(verified.error.contains("refold: 8 events, up to position 8") && verified.error.contains("so that only the events are looked at"), "\(verified.error)")
    }

    @Test("What is built later is readable too, by whoever builds; and a role that reads some is told how it would read the others")
    func laterModels() throws {
        let place = try Place()
        for purpose in ["build"] { try place.make(purpose) }
        try place.refold("rebuild payments --store '\(place.uri("build"))' --quiet").status.isZero()
        // Without the name of the builder put into it.
        let sql = try place.sandbox.run("refold doctor --grants report --role \(place.name("report")) --store '\(place.uri)'").output
        #expect(sql.contains("FOR ROLE \(place.name("build")) IN SCHEMA read_models"), "\(sql)")
        _ = try PostgresCluster.psql(place.uri, sql)
        try place.make("report", "payments", as: "some")
        try place.refold("rebuild payment_audit --store '\(place.uri("build"))' --quiet").status.isZero()
        try expect(place, "report", may: ["export payment_audit"], "--read-models")
        #expect(try place.refold("export payment_audit --read-models '\(place.uri("some"))'").status == 1)
        let told = try place.refold("doctor --for report --read-models '\(place.uri("some"))'")
        #expect(told.output.contains("may read 1 of 2 read models; if it is to see more, let their owner run the part of the SQL below for those"), "\(told.output)")
        _ = try PostgresCluster.psql(place.uri, told.output.split(separator: "\n").filter { $0.hasPrefix("GRANT ") }.joined(separator: "\n"))
        #expect(try place.refold("export payment_audit --read-models '\(place.uri("some"))'").status == 0)
    }

    @Test("A report that looks up in two read models needs the right on both views, and names the one that is missing")
    func joined() throws {
        let place = try Place()
        for purpose in ["build"] { try place.make(purpose) }
        try place.sandbox.run("mkdir Reports").status.isZero()
        for (name, text) in [
            ("names.projection", #"{name: "names", version: 1, key: {value: "$.organization_id", as: "organization"}, columns: {payments: {type: "integer", default: 0}}, on: {PaymentInitiated: {payments: {add: 1}}}}"#),
            ("joined.report", #"{from: "payments", lookup: {size: {from: "names", key: "organization_id", column: "payments"}}, rows: ["size"], measures: {n: {count: "*"}}}"#),
        ] { try place.sandbox.write([text], to: "Reports/\(name).json5") }
        let made = try place.sandbox.run("refold rebuild payments names --store '\(place.uri("build"))' --quiet")
        #expect(made.status == 0, "\(made.error)")
        try place.make("report", "payments", as: "one")
        try place.make("report", "payments names", as: "both")
        func report(_ role: String) throws -> (output: String, error: String, status: Int32) {
            try place.sandbox.run("refold report joined --read-models '\(place.uri(role))' --quiet")
        }
        let (owner, one, both) = (try report("build"), try report("one"), try report("both"))
        #expect(owner.status == 0, "\(owner.error)")
        #expect(both.status == 0 && both.output == owner.output, "\(both.error)")
        #expect(one.status == 1 && one.error.contains("this role may not read \"names\""), "\(one.error)")
    }
}

extension Int32 {
    /// Stops the test where what it rests on could not be made.
    fileprivate func isZero(_ location: SourceLocation = #_sourceLocation) throws { try #require(self == 0, sourceLocation: location) }
}
