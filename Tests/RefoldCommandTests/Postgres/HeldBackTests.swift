import Foundation
import RefoldTesting
import Testing

/// Somebody has begun to write and is idle, and below events that everybody sees stands an old hole.
@Suite("The program beside a writer who holds events back")
struct HeldBackTests {
    private let sandbox: Sandbox
    private let uri: String

    /// Three payments, a hole, and 40 payments of two events each.
    init() throws {
        sandbox = try Sandbox()
        uri = try PostgresCluster.newDatabase()
        try sandbox.write(RecordedPayments.lines(0..<3), to: "some.ndjson")
        try sandbox.write(RecordedPayments.lines(3..<43), to: "more.ndjson")
        try FileManager.default.createDirectory(atPath: sandbox.path("Reports"), withIntermediateDirectories: true)
        try sandbox.write(
            ["{from: 'payments', measures: {payments: {count: '*'}}}"], to: "Reports/all.report.json5")
        try sandbox.write(
            ["{store: '\(uri)', wait: '0', steps: [{catchUp: 'payments'}, {report: 'all', formats: ['json'], output: 'out'}]}"], to: "strict.json5")
        try sandbox.write(
            ["{store: '\(uri)', wait: '0', allowBehind: true, steps: [{catchUp: 'payments'}, {report: 'all', formats: ['json'], output: 'out'}]}"],
            to: "lenient.json5")
        for (command, sql) in [("refold import some.ndjson", Self.gap), ("refold import more.ndjson", "SELECT 1")] {
            let run = try sandbox.run("\(command) --store '\(uri)' --quiet")
            try #require(run.status == 0, "\(run.error)")
            _ = try PostgresCluster.psql(uri, sql)
        }
    }

    private static let gap = "SELECT nextval(pg_get_serial_sequence('event_store', 'position'))"

    /// Runs a script of the shell while somebody has an open transaction that has drawn a number.
    private func beside(_ script: String) throws -> (output: String, error: String, status: Int32) {
        try sandbox.write(
            [
                "PGAPPNAME=billing psql '\(uri)' -qXc BEGIN -c \"\(Self.gap)\" -c '\\! touch begun' -c 'SELECT pg_sleep(120)' > psql.log 2>&1 &",
                "until [ -e begun ]; do sleep 0.02; done; rm begun",
                "end() { psql '\(uri)' -qXAtc \"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'billing' AND datname = current_database()\" > ended; }",
                script, "end; wait",
            ], to: "script.sh")
        return try sandbox.run("timeout -s KILL 300 sh script.sh")
    }

    @Test("A first rebuild says how many events it leaves out and who holds them, serves nothing and ends with 5; its remedies work")
    func firstRebuild() throws {
        let store = "--store '\(uri)'"
        let run = try beside(
            """
            refold rebuild payments \(store) --wait 0 2> said; echo "status $?"
            refold status \(store) --json > kept
            refold report all \(store) > report; echo "status $?"
            refold rebuild payments \(store) --wait 0 --allow-behind 2> allowed; echo "status $?"
            refold report all \(store) --format json 2> behind
            end
            refold catch-up payments \(store) --quiet; echo "status $?"
            refold report all \(store) 2> whole
            refold rebuild payments \(store) --wait 0 --quiet && refold status \(store) --json > again
            """)
        let said = try sandbox.run("cat said").output, allowed = try sandbox.run("cat allowed").output
        #expect(run.output.hasPrefix("status 5\nstatus 1\nstatus 0\n"), "\(run.output)\(run.error)\(said)\(allowed)")
        #expect(said.contains("generation 1 is built but not served, up to position 6"), "\(said)")
        #expect(said.contains("80 events that can be seen are left out, since others may still appear below: held back by server process"), "\(said)")
        #expect(said.contains("application billing") && said.contains("--allow-behind it serves payments without these events"), "\(said)")
        #expect(allowed.contains("80 events that can be seen are left out"), "\(allowed)")
        #expect(run.output.contains("\"bound\":6,\"behind\":80,"), "\(run.output)")
        #expect(try sandbox.run("cat behind").output.contains("all: 80 events of payments after position 6 are not in it"))
        #expect(run.output.hasSuffix("status 0\npayments\n43\n"), "\(run.output)")
        #expect(try sandbox.run("cat whole").output == "")
        let leftOut = "since others may still appear below them; run the same command again"
        #expect(try sandbox.run("cat kept").output.contains(leftOut))
        let again = try sandbox.run("cat again").output
        #expect(again.contains(#""last_run":{"at":"2099-01-01T00:00:00Z","status":0"#) && !again.contains(leftOut), "\(again)")
    }

    @Test("A job stops with 5 if its catch-up leaves events out, goes on if that is allowed, and its summary counts them")
    func jobs() throws {
        let run = try beside("refold run strict.json5 --json --quiet; echo \"status $?\"; refold run lenient.json5 --json --quiet; echo \"status $?\"")
        let lines = run.output.split(separator: "\n")
        try #require(lines.count == 4, "\(run.output)\(run.error)")
        #expect(lines[1] == "status 5" && lines[3] == "status 0")
        #expect(lines[0].contains("\"step\":\"catch-up payments\",\"outcome\":\"failed\"") && lines[0].contains("\"outcome\":\"skipped\""))
        #expect(lines[0].contains("\"behind\":80}"))
        #expect(lines[2].components(separatedBy: "\"behind\":80}").count == 4, "\(lines[2])")
        #expect(try sandbox.run("cat out/all.json").output.contains("\"behind\":80,"))
    }

    @Test("A run says for whom it waits and ends when they have; a deadline ends the wait with 5 and its projections are listed")
    func waiting() throws {
        let store = "--store '\(uri)'"
        let run = try beside(
            """
            refold rebuild payments \(store) --wait 60s --deadline 5s --json --quiet; echo "status $?"
            refold rebuild payments \(store) --wait 60s 2> said & run=$!
            until grep -q 'waiting up to 60 s for transactions' said; do sleep 0.02; done
            end; wait $run; echo "status $?"
            """)
        let said = try sandbox.run("cat said").output
        #expect(run.output.contains("\"action\":\"stopped\",\"generation\":null,\"served\":false"), "\(run.output)")
        #expect(run.output.contains("the deadline came before the end"))
        #expect(run.output.contains("status 5\n") && run.output.hasSuffix("status 0\n"), "\(run.output)\(said)")
        #expect(said.contains("application billing") && said.contains("generation 1 is served"), "\(said)")
    }

    @Test("A role that may only read the read models gets its report, without a word of what lags")
    func reportRole() throws {
        let role = "report_\(UInt32.random(in: 0 ... .max))"
        let run = try beside(
            """
            refold rebuild payments --store '\(uri)' --wait 0 --allow-behind --quiet
            psql '\(uri)' -qX -c 'CREATE ROLE \(role) LOGIN' -c 'GRANT USAGE ON SCHEMA read_models TO \(role)' -c 'GRANT SELECT ON ALL TABLES IN SCHEMA read_models TO \(role)'
            refold report all --store '\(uri.replacing("user=postgres", with: "user=\(role)"))'; echo "status $?"
            """)
        #expect(run.output == "payments\n3\nstatus 0\n", "\(run.output)\(run.error)")
        #expect(run.error == "")
    }

    @Test("On SQLite nobody holds events back, the flags are taken, and a report over rows that lag says so, of its own store alone")
    func sqlite() throws {
        let run = try sandbox.run(
            """
            for name in some more; do refold import $name.ndjson --store sqlite:$name.db --quiet; done
            refold rebuild --store sqlite:some.db --wait 0 --allow-behind --quiet && refold catch-up --store sqlite:some.db --wait 5s --quiet; echo "status $?"
            refold report all --store sqlite:some.db --format json | head -n 1
            refold import more.ndjson --store sqlite:some.db --quiet
            refold report all --store sqlite:some.db --format json | head -n 1
            refold report all --store sqlite:some.db --quiet --output out --json
            refold report all --store sqlite:more.db --read-models sqlite:some.read-models.db --format json | head -n 1
            refold status --store sqlite:some.db --json --quiet | grep -o '"lag":[0-9]*' | sort | uniq -c
            """)
        let lines = run.output.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
        try #require(lines.count == 7, "\(run.output)\(run.error)")
        #expect(lines[0] == "status 0")
        #expect(lines[1].hasSuffix("\"bound\":6,") && lines[2].hasSuffix("\"bound\":6,\"behind\":80,"), "\(lines)")
        #expect(lines[3].contains("\"bound\":6,\"files\":[\"out/all.csv\"],\"behind\":80}"), "\(lines)")
        #expect(lines[4].hasSuffix("\"bound\":6,"), "\(lines)")
        #expect(lines[5...] == ["2 \"lag\":0", "4 \"lag\":80"], "\(lines)")
        #expect(run.error == "all: 80 events of payments after position 6 are not in it: run refold catch-up payments\n")
    }
}
