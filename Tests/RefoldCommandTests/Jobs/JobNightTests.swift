import Foundation
import RefoldTesting
import RefoldValues
import Testing

/// Jobs on a server that is stopped, started, or loses its sessions, and jobs that are asked to end.
@Suite("A job that finishes the night")
struct JobNightTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        try sandbox.write(RecordedPayments.lines(0..<200), to: "events.ndjson")
        #expect(try sandbox.run("mkdir none").status == 0)
    }

    private func job(_ text: String) throws { try sandbox.write([text], to: "n.json5") }

    private func wait(_ what: String, until isReached: () throws -> Bool) throws {
        let end = ContinuousClock.now + .seconds(120)
        while try !isReached() {
            guard ContinuousClock.now < end else { throw RefoldError(.failed, "it never came to this: \(what); said: \(log())") }
            Thread.sleep(forTimeInterval: 0.02)
        }
    }

    private func log(_ name: String = "run") -> String { sandbox.bytes("\(name).log").map { String(decoding: $0, as: UTF8.self) } ?? "" }

    /// Runs the job in the background. ``end(_:)`` waits for it.
    private func begin(_ words: String, _ name: String = "run") throws {
        try inBackground("timeout --foreground 200 sh -c 'echo $$ > \(name).pid; exec \"$@\"' - refold run n.json5 --definitions none \(words) > \(name).json 2> \(name).log; echo $? > \(name).new; mv \(name).new \(name).status", name)
    }

    /// Runs a script that this test does not wait for. It keeps nothing that this process has open: a `Process` of another test would take its
    /// program to be at work as long as somebody holds its socket.
    private func inBackground(_ script: String, _ name: String) throws {
        let closing = "for file in /proc/self/fd/*; do number=${file##*/}; [ $number -gt 2 ] && eval \"exec $number>&-\"; done"
        try sandbox.write([closing, script], to: "\(name).sh")
        let run = try sandbox.run("rm -f \(name).status; bash \(name).sh < /dev/null > /dev/null 2>&1 &")
        #expect(run.status == 0)
    }

    private func end(_ name: String = "run") throws -> String {
        try wait("the run has ended") { sandbox.bytes("\(name).status") != nil }
        return String(decoding: sandbox.bytes("\(name).status") ?? Data(), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("A server that is down before the first step, and goes down while a step is at work, is waited for; what the run keeps of it is made anew")
    func serverLoss() throws {
        let cluster = try PostgresCluster()
        let uri = try cluster.newDatabase()
        #expect(try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet").status == 0)
        try job(#"{retry: {times: 200, wait: "1s"}, steps: [{catchUp: "payments"}, {export: "payments", output: "p.csv"}]}"#)
        // A prepared transaction has its locks from the moment at which the server is up.
        try sandbox.write(["BEGIN; LOCK TABLE event_store IN ACCESS EXCLUSIVE MODE; PREPARE TRANSACTION 'holder';"], to: "hold.sql")
        try PostgresCluster.psql(uri, file: sandbox.path("hold.sql"))
        try cluster.stop()
        try begin("--store '\(uri)' --json --quiet")
        try wait("the beginning is tried again") { log().contains("it is tried again in 1s (2 of 200 times)") }
        #expect(log().hasPrefix("refold: \(uri.contains("///") ? "postgresql:///" : "")"), "\(log())")
        #expect(!log().contains("step"))
        try cluster.start()
        // The first step waits for the table, and so is at work when the server goes.
        try wait("the step waits") { try waiting(uri) > 0 }
        try cluster.stop()
        try wait("the step is tried again") { log().contains("refold: step 1, catch-up payments: ") && log().contains("(1 of 200 times)") }
        try cluster.start()
        _ = try PostgresCluster.psql(uri, "ROLLBACK PREPARED 'holder'")
        #expect(try end() == "0", "\(log())")
        let summary = String(decoding: sandbox.bytes("run.json") ?? Data(), as: UTF8.self)
        let tries = try #require(summary.firstMatch(of: /"step":"catch-up payments","outcome":"done","milliseconds":[0-9]+,"tries":([0-9]+)/)).output.1
        #expect((Int(tries) ?? 0) > 1)
        #expect((sandbox.bytes("p.csv") ?? Data()).count > 100)
    }

    @Test("If the sessions end, so does the lock of the job: the run takes it again, or stops if another run has it by then")
    func lockLoss() throws {
        let uri = try PostgresCluster.newDatabase()
        #expect(try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet").status == 0)
        for takenByAnother in [false, true] {
            // Time for the other run to take the lock.
            let pause = takenByAnother ? "25s" : "1s"
            try job(#"{steps: [{catchUp: "payments", retry: {times: 3, wait: "\#(pause)"}, continue: true}, {export: "payments", output: "p.csv"}]}"#)
            try hold(uri, "event_store")
            try begin("--store '\(uri)'")
            try wait("the step waits") { try waiting(uri) > 0 }
            // A session that ends before it has done anything is replaced without a word.
            try wait("the step is tried again") {
                try endSessions(uri)
                return log().contains("(1 of 3 times)")
            }
            if takenByAnother {
                try begin("--store '\(uri)'", "other")
                try wait("the other run is at its step") { try waiting(uri) > 0 }
                #expect(try end() == "75", "\(log())")
                #expect(log().contains("refold: step 1, catch-up payments: "))
                #expect(log().contains("the lock of this run went with a lost connection, and another run is at work (server process"), "\(log())")
                #expect(log().hasSuffix("n: stopped at step 1 of 2, catch-up payments\n"), "\(log())")
            }
            release()
            #expect(try end(takenByAnother ? "other" : "run") == "0", "\(log())\(log("other"))")
        }
    }

    @Test("The history of a job whose lines could not be written meanwhile has them all at its end")
    func heldHistory() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = "--store '\(uri)' --read-models sqlite:r.db"
        #expect(try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet; refold catch-up payments \(place) --quiet").status == 0)
        try job(#"{steps: [{catchUp: "payments"}, {export: "payments", output: "p.csv"}]}"#)
        try hold(uri, "event_store")
        defer { release() }
        try begin(place)
        try wait("the step waits") { try waiting(uri) > 0 }
        // Longer than the lines of steps wait, and shorter than the last one does.
        try inBackground("(echo 'BEGIN IMMEDIATE; SELECT 1;'; sleep 5; echo 'COMMIT;') | sqlite3 r.db > held", "file")
        try wait("the file is held") { sandbox.bytes("held").map { !$0.isEmpty } ?? false }
        release()
        #expect(try end() == "0", "\(log())")
        #expect(!log().contains("the history of runs is not written"), "\(log())")
        let shown = try sandbox.run("refold runs n \(place) --quiet --json").output
        #expect(shown.matches(of: /"state":"ended",[^{}]*"status":0,"events"/).count == 3, "\(shown)")
    }

    @Test("A step that failed at its last try says how often it did")
    func lastTry() throws {
        try job(#"{retry: {times: 2, wait: "1s"}, steps: [{catchUp: "payments"}]}"#)
        try begin("--store 'postgresql:///d?host=/nowhere' --read-models sqlite:r.db")
        #expect(try end() == "1", "\(log())")
        #expect(log().contains("refold: step 1, catch-up payments: it failed 3 times, and is not tried again\n"), "\(log())")
    }

    @Test("A signal and the deadline end the wait for another try at once", arguments: ["signal", "deadline", "signal at the beginning", "deadline at the beginning"])
    func endedWhileWaiting(by end: String) throws {
        try job(#"{retry: {times: 3, wait: "1d"}, steps: [{catchUp: "payments"}, {rebuild: "payments"}]}"#)
        let nowhere = "--store 'postgresql:///d?host=/nowhere' \(end.hasSuffix("beginning") ? "" : "--read-models sqlite:r.db")"
        try begin(nowhere + (end.hasPrefix("deadline") ? " --deadline 6s" : ""))
        try wait("it is tried again") { log().contains("it is tried again in 1d (1 of 3 times)") }
        if !end.hasPrefix("deadline") { #expect(try sandbox.run("kill -TERM $(cat run.pid)").status == 0) }
        #expect(try self.end() == (end == "signal at the beginning" ? "5" : "1"), "\(log())")
        switch end {
        case "signal": #expect(log().contains("refold: step 1, catch-up payments: n.json5: interrupted before another try of the step \"catch-up payments\"; run the job again"), "\(log())")
        case "deadline at the beginning": #expect(log().contains("n.json5: the deadline came before another try; run the job again"), "\(log())")
        case "deadline": #expect(log().contains("refold: step 1, catch-up payments: n.json5: the deadline came before another try"), "\(log())")
        default: #expect(log().hasSuffix("refold: interrupted; nothing half-done is visible; run the same command again\n"), "\(log())")
        }
    }

    @Test("At the deadline the step at work ends with 5, and later ones are not begun", arguments: ["catch-up", "export", "report", "seal"])
    func deadline(of step: String) throws {
        let uri = try PostgresCluster.newDatabase()
        let report = #"{from: "payments", period: {column: "created_at"}, measures: {n: {count: "*"}}}"#
        try sandbox.write([report], to: "none/r.report.json5")
        #expect(try sandbox.run("refold import events.ndjson --store '\(uri)' --quiet; refold rebuild payments --store '\(uri)' --quiet").status == 0)
        let steps = [
            "catch-up": #"{rebuild: "payments"}"#, "export": #"{export: "payments", output: "out/p.csv"}"#, "report": #"{report: "r", output: "out"}"#,
            "seal": #"{seal: "r", period: "2001", output: "out"}"#,
        ]
        let table = step == "catch-up" ? "event_store" : try PostgresCluster.psql(uri, "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname = 'read_models' AND tablename LIKE 'payments%'")
        try job(#"{deadline: "8s", index: "out/index.html", steps: [\#(steps[step] ?? ""), {export: "payments", output: "later.csv"}]}"#)
        try hold(uri, table)
        defer { release() }
        try begin("--store '\(uri)' --json")
        #expect(try end() == "5", "\(log())")
        let summary = String(decoding: sandbox.bytes("run.json") ?? Data(), as: UTF8.self)
        #expect(summary.matches(of: /"outcome":"([a-z]+)"/).map { $0.output.1 } == ["failed", "skipped"], "\(summary)")
        #expect(sandbox.bytes("later.csv") == nil && sandbox.bytes("out/index.html") != nil)
        #expect(log().contains("refold: step 1, "), "\(log())")
    }

    // MARK: The server

    /// Holds a lock on a table until ``release()``.
    private func hold(_ uri: String, _ table: String) throws {
        // The folder may go before this looks again: the lock goes with the file.
        try sandbox.write([""], to: "holding")
        let wait = "for turn in $(seq 2000); do [ -e holding ] || break; sleep 0.1; done"
        try inBackground("{ echo 'BEGIN; LOCK TABLE \(table) IN ACCESS EXCLUSIVE MODE;'; \(wait); } | psql '\(uri)&application_name=holder' -qXAt", "holder")
        try self.wait("the table is locked") { locks(uri, "a.application_name = 'holder' AND l.mode = 'AccessExclusiveLock' AND l.granted") > 0 }
    }

    private func release() { try? FileManager.default.removeItem(atPath: sandbox.path("holding")) }

    /// How many sessions of Refold wait for a lock of a table.
    private func waiting(_ uri: String) throws -> Int { locks(uri, "a.application_name = 'refold' AND l.locktype = 'relation' AND NOT l.granted") }

    /// How many locks of sessions of this database there are; 0 while the server is down.
    private func locks(_ uri: String, _ which: String) -> Int {
        let sql = "SELECT count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid) WHERE a.datname = current_database() AND \(which)"
        return Int((try? PostgresCluster.psql(uri, sql)) ?? "0") ?? 0
    }

    private func endSessions(_ uri: String) throws {
        _ = try PostgresCluster.psql(uri, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'refold' AND datname = current_database()")
    }
}
