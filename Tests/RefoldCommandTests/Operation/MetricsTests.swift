import Foundation
import Testing

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
        let follow = "refold catch-up --follow payments \(store) --metrics m.prom --quiet & for i in $(seq 100); do [ -e m.prom ] && break; sleep 0.1; done;"
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
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet; refold status payments \(store) --max-age 1h --json --quiet").output.contains(/"age":[0-2],/))
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
