import Foundation
import RefoldSQLite
import RefoldStores
import RefoldValues
import Testing
@testable import RefoldCLI

/// `--metrics` and the limits of `status`.
@Suite("Metrics and health")
struct MetricsTests {
    private let sandbox: Sandbox
    private let store = "--store sqlite:events.db"

    init() throws {
        sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db events.db; mkdir Jobs")
        _ = try sandbox.run(#"printf '{store: "sqlite:events.db", steps: [{catchUp: "payments"}]}' > Jobs/nightly.json5"#)
    }

    private func metrics() throws -> String { try sandbox.run("cat m.prom").output }

    /// The program of Debian's package `prometheus`, which `Jobs/libraries --tests` fetches.
    private static let promtool: String? = {
        let own = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../../.build/programs/usr/bin/promtool")
        return [own.standardizedFileURL.path, "/usr/bin/promtool"].first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    @Test("A job writes them at its end, and they say how each projection and the job stand")
    func written() throws {
        #expect(try sandbox.run("refold run nightly --metrics m.prom --quiet").status == 0)
        let text = try metrics()
        for line in [
            #"refold_projection_position{projection="payments"} 8"#, #"refold_projection_rows{projection="payments"} 4"#,
            #"refold_projection_lag_events{projection="payments"} 0"#, #"refold_projection_last_run_status{projection="payments"} 0"#,
            #"refold_job_last_status{job="nightly"} 0"#, #"refold_job_running{job="nightly"} 0"#, "refold_readable 1",
        ] { #expect(text.contains(line + "\n"), "\(line)") }
        #expect(text.contains(/refold_job_last_success_timestamp_seconds\{job="nightly"\} [0-9]+\.[0-9]{3}\n/))
    }

    /// A run of a job, and a second one that found it at work; with the seconds in which things happen.
    private static func twoRuns() throws -> (times: [Timestamp], first: RunRecord, second: RunRecord) {
        let times = try (0...4).map { try #require(Timestamp("2024-03-01T00:00:0\($0)Z")) }
        var second = RunRecord(id: "b", verb: "run", job: "nightly", began: times[1])
        second.end(at: times[2], status: 75, failure: "another run is at work")
        return (times, RunRecord(id: "a", verb: "run", job: "nightly", began: times[0]), second)
    }

    @Test("A job is at work although a second run of it found that, and ended at once")
    func atWork() throws {
        let (times, first, second) = try Self.twoRuns()
        for runs in [[first], [second, first]] {
            let text = String(decoding: MetricsFile.text(of: nil, runs, at: times[3]), as: UTF8.self)
            #expect(text.contains(#"refold_job_running{job="nightly"} 1"#))
            #expect(text.contains(#"refold_job_last_status{job="nightly"} 75"#) == (runs.count == 2))
        }
    }

    @Test("The run of a job that ended last is told of, whatever began after it, and one that was killed although another found it at work")
    func lastEnd() throws {
        let (times, begun, second) = try Self.twoRuns()
        var first = begun
        func text() -> String { String(decoding: MetricsFile.text(of: nil, [second, first], at: times[4]), as: UTF8.self) }
        first.state = .killed
        #expect(text().contains(#"refold_job_killed{job="nightly"} 1"#))
        first.end(at: times[3], status: 1, failure: "it failed")
        #expect(text().contains(#"refold_job_last_status{job="nightly"} 1"#) && text().contains(#"refold_job_killed{job="nightly"} 0"#))
    }

    @Test("Limits are not kept while definitions have faults: nobody knows what should be up to date")
    func faulty() throws {
        let right = #"{name: "mine", version: 1, key: "@stream", columns: {n: {type: "integer", default: 0}}, on: {PaymentInitiated: {n: {add: 1}}}}"#
        _ = try sandbox.run("mkdir Reports; echo '\(right)' > Reports/mine.projection.json5; refold catch-up \(store) --quiet")
        #expect(try sandbox.run("refold status \(store) --max-lag 0 --quiet").status == 0)
        _ = try sandbox.run("sed -i s/integer/integre/ Reports/mine.projection.json5")
        for words in ["", "mine"] {
            let run = try sandbox.run("refold status \(words) \(store) --max-lag 0 --max-age 26h --quiet")
            #expect(run.status == 3 && run.error.contains("Reports/mine.projection.json5:1"), "\(run.error)")
            #expect(run.error.contains("it has faults, so that it is not known what should be up to date; correct what refold check says of it"), "\(run.error)")
        }
        #expect(try sandbox.run("refold status payments \(store) --max-lag 0 --quiet").status == 0)
        #expect(try sandbox.run("refold status \(store) --log-format json").error.contains(#""level":"error""#))
        _ = try sandbox.run("refold check mine; sed -i s/integre/integer/ Reports/mine.projection.json5")
        #expect(try sandbox.run("refold status \(store) --max-lag 0 --quiet").status == 0)
    }

    @Test("promtool finds nothing in them", .enabled(if: promtool != nil, "promtool is not there: run Jobs/libraries --tests"))
    func linted() throws {
        let tool = try #require(Self.promtool)
        _ = try sandbox.run(#"mv Jobs/nightly.json5 'Jobs/a "b" \c.json5'; refold catch-up payments \#(store) --quiet"#)
        for command in [#"run 'Jobs/a "b" \c.json5'"#, "status \(store)", "catch-up nosuch \(store)", "rebuild payments \(store)"] {
            _ = try sandbox.run("refold \(command) --metrics m.prom --quiet")
            let checked = try sandbox.run("'\(tool)' check metrics < m.prom; rm m.prom")
            #expect(checked.status == 0 && checked.output.isEmpty && checked.error.isEmpty, "\(command): \(checked.output)\(checked.error)")
        }
    }

    @Test("They are written of a run that fails too, and say so if nothing can be read")
    func failed() throws {
        _ = try sandbox.run("refold catch-up payments \(store) --quiet")
        #expect(try sandbox.run("sed -i s/payments/nosuch/ Jobs/nightly.json5; refold run nightly --metrics m.prom").status == 2)
        #expect(try metrics().contains(#"refold_job_last_status{job="nightly"} 2"#))
        #expect(try sandbox.run("mv events.read-models.db kept; mkdir events.read-models.db; refold catch-up payments \(store) --metrics m.prom").status == 1)
        #expect(try metrics().contains("refold_readable 0\n"))
        #expect(try metrics().contains("refold_projection") == false)
        #expect(try sandbox.run("rm m.prom; refold status --store sqlite:none.db --metrics m.prom").status == 1)
        #expect(try metrics().contains("refold_readable 0\n"))
        // What is known of jobs is not lost with the events.
        #expect(try sandbox.run("rmdir events.read-models.db; mv kept events.read-models.db; mv events.db gone; refold status \(store) --metrics m.prom").status == 1)
        #expect(try metrics().contains("refold_readable 0\n"))
        #expect(try metrics().contains(#"refold_job_last_status{job="nightly"} 2"#))
    }

    @Test("Verbs that have no metrics write none, whatever the settings say")
    func others() throws {
        _ = try sandbox.run("refold catch-up payments \(store) --quiet")
        #expect(try sandbox.run("REFOLD_METRICS=Jobs/nightly.json5/m.prom refold parked retry \(store)").status == 0)
        let lost = try sandbox.run("REFOLD_METRICS=Jobs/nightly.json5/m.prom refold catch-up payments \(store)")
        #expect(lost.status == 1 && lost.error.contains("Jobs/nightly.json5"), "\(lost.error)")
    }

    @Test("A file that cannot be written fails the run, and one that Refold reads is refused before it begins")
    func refused() throws {
        let lost = try sandbox.run("refold catch-up payments \(store) --metrics Jobs/nightly.json5/m.prom")
        #expect(lost.status == 1)
        #expect(try sandbox.run("refold runs \(store) --json --quiet").output.contains(#""status":1"#))
        let kept = try sandbox.run("refold rebuild payments \(store) --metrics events.db --quiet")
        #expect(kept.status == 2)
        #expect(kept.error.contains("the event store"))
        #expect(try sandbox.run("refold status \(store) --json").output.contains(#""generation":1"#))
    }

    @Test("A run that follows writes them while it does")
    func followed() throws {
        let follow = "refold catch-up --follow payments \(store) --metrics m.prom --quiet & for i in $(seq 1200); do [ -e m.prom ] && break; sleep 0.1; done;"
        #expect(try sandbox.run("\(follow) cp m.prom seen; kill $!; wait $!").status == 0)
        #expect(try sandbox.run("cat seen").output.contains(#"refold_projection_position{projection="payments"} 8"#))
    }

    @Test("status ends with 3 where a projection lags too far, or was not complete for too long, and says which")
    func limits() throws {
        let never = try sandbox.run("refold status payments \(store) --max-lag 7 --max-age 26h --quiet")
        #expect(never.status == 3)
        #expect(never.error.contains("payments: it lags 8 events behind, and 7 are allowed") && never.error.contains("payments: no run is known that was complete"))
        #expect(try sandbox.run("refold status payments \(store) --max-lag 8 --quiet").status == 0)
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet; refold status payments \(store) --max-lag 0 --max-age 26h").status == 0)
        #expect(try sandbox.run("sleep 2; refold status payments \(store) --max-age 1s --quiet").status == 3)
        // Nothing new is complete too.
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet; refold status payments \(store) --max-age 1h --json --quiet").output.contains(/"age":[0-9]+,/))
    }

    @Test("Rows that were made from other events than the store has now are over every limit, and metrics say so")
    func otherEvents() throws {
        let line = #"{"stream":"z","version":1,"type":"PaymentInitiated","occurred_at":"2024-03-01T09:30:00Z","data":{"payment_id":"z","organization_id":"o1","customer_name":"n","customer_email":"n@example.com","amount":"1.00","currency":"EUR","by":"u"}}"#
        try sandbox.write([line], to: "more.ndjson")
        let back = "cp events.db copy.db; refold import more.ndjson \(store) --quiet; refold catch-up payments \(store) --quiet; rm events.db*; mv copy.db events.db"
        for words in ["--max-lag 0", "--max-age 26h"] {
            let run = try sandbox.run("\(back); refold status payments \(store) \(words) --metrics m.prom --quiet")
            #expect(run.status == 3 && run.error.contains("payments: what is served is of other events: made from a longer store; see refold status payments"), "\(run.error)")
            #expect(try metrics().contains("refold_projection_matches_events{projection=\"payments\"} 0\n"))
            #expect(try metrics().contains("refold_projection_lag_events{projection=\"payments\"}") == false)
            #expect(try sandbox.run("refold rebuild payments \(store) --accept --quiet; refold status payments \(store) \(words) --metrics m.prom --quiet").status == 0)
            #expect(try metrics().contains("refold_projection_matches_events{projection=\"payments\"} 1\n"))
        }
    }

    @Test("A run by a clock that was far ahead hides nothing of what came after it")
    func clocks() throws {
        #expect(try sandbox.run("refold run nightly --quiet; refold catch-up payments \(store) --quiet").status == 0)
        // Tests that fix the clock have it in 2099; here the lines of the run are moved.
        try SQLiteConnection(sandbox.path("events.read-models.db"), mode: .readWrite).execute(
            "UPDATE refold_runs SET began = began + 40000000000000000, ended = ended + 40000000000000000; UPDATE refold_last_runs SET complete_at = complete_at + 40000000000000000")
        let late = try sandbox.run("sed -i s/payments/nosuch/ Jobs/nightly.json5; refold run nightly --quiet; refold status payments \(store) --max-age 26h --metrics m.prom --quiet")
        #expect(late.status == 3 && late.error.contains("which is still to come: a clock was wrong"), "\(late.error)")
        #expect(try metrics().contains("refold_job_last_status{job=\"nightly\"} 2\n"))
        #expect(try metrics().contains("refold_projection_complete_timestamp_seconds") == false)
    }

    @Test("They never take the place of what a job writes, or of a definition")
    func ownOutputs() throws {
        let day = "2024-09-03"
        _ = try sandbox.run(#"mkdir -p out; printf '{store: "sqlite:events.db", steps: [{export: "payments", output: "out/{date}.csv"}]}' > Jobs/nightly.json5"#)
        for flag in ["--metrics out/\(day).csv", "--metrics ./out/../out/\(day).csv"] {
            let run = try sandbox.run("refold run nightly --today \(day) \(flag)")
            #expect(run.status == 2 && run.error.contains("--metrics writes out/\(day).csv as well"), "\(run.error)")
        }
        #expect(try sandbox.run("refold status \(store) --metrics Jobs/new.json5").status == 2)
        #expect(try sandbox.run("ls out; ls Jobs").output == "nightly.json5\n")
    }

    @Test("Projections without an event never count, and what cannot be told counts")
    func unknown() throws {
        let all = try sandbox.run("refold catch-up \(store) --quiet; refold status \(store) --max-lag 0 --max-age 26h --quiet")
        #expect(all.status == 0, "\(all.error)")
        let blind = try sandbox.run("refold status payments --read-models sqlite:events.read-models.db --max-lag 0 --quiet")
        #expect(blind.status == 3)
        #expect(blind.error.contains("it is not known how many events it lags behind"))
        #expect(try sandbox.run("refold status nosuch \(store)").status == 2)
    }
}
