import Foundation
import RefoldJSON
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldCLI

/// `refold runs`: what is kept of runs, on SQLite and on PostgreSQL.
@Suite("The history of runs")
struct RunHistoryTests {
    private let sandbox: Sandbox

    init() throws {
        sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db events.db; mkdir Jobs; \(Self.job) > Jobs/nightly.json5")
    }

    private static let job = #"printf '{store: "sqlite:events.db", steps: [{catchUp: "payments"}, {export: "payments", output: "out/{date}.csv"}]}'"#
    private let store = "--store sqlite:events.db"

    private func runs(_ words: String = "") throws -> [JSONValue] {
        let shown = try sandbox.run("refold runs \(words) \(store) --json --quiet")
        #expect(shown.status == 0, "\(shown.error)")
        return try #require(JSONValue(reading: Array(shown.output.utf8))["runs"]?.asList)
    }

    @Test("A job is in it with its steps, and a verb with what it read and wrote")
    func kept() throws {
        #expect(try sandbox.run("refold run nightly --today 2024-09-03 --quiet && refold catch-up payments \(store) --quiet").status == 0)
        let runs = try runs()
        #expect(runs.map { $0["verb"]?.asText } == ["catch-up", "run", "run", "run"])
        #expect(runs.map { $0["job"]?.asText } == [nil, "nightly", "nightly", "nightly"])
        #expect(runs.map { $0["step"]?.asText } == [nil, nil, "catch-up payments", "export payments"])
        #expect(runs.map { $0["status"]?.asInteger } == [0, 0, 0, 0])
        #expect(runs.map { $0["events"]?.asInteger } == [0, 8, 8, 0])
        #expect(runs.map { $0["rows"]?.asInteger } == [0, 8, 4, 4])
        #expect(runs.map { $0["position"]?.asInteger } == [8, 8, 8, 8])
        #expect(runs.allSatisfy { $0["state"]?.asText == "ended" && $0["ended"]?.asText != nil })
        #expect(try self.runs("nightly --limit 1").count == 3)
        #expect(try self.runs("catch-up").count == 1)
        #expect(try self.runs("run").count == 3)
    }

    @Test("A run that fails before it begins is in it, if there are read models; else nothing is made for it")
    func early() throws {
        #expect(try sandbox.run("refold catch-up nosuch \(store)").status == 2)
        #expect(try sandbox.run("ls").output.contains("read-models") == false)
        #expect(try runs().isEmpty)
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet").status == 0)
        #expect(try sandbox.run("refold catch-up nosuch \(store)").status == 2)
        #expect(try sandbox.run("sed -i s/payments/nosuch/ Jobs/nightly.json5; refold run nightly").status == 2)
        #expect(try sandbox.run("echo '{' > Jobs/nightly.json5; refold run nightly \(store)").status == 2)
        let misspelled = try sandbox.run(#"printf '{store: "sqlite:events.db", stepz: []}' > Jobs/nightly.json5; refold run nightly --metrics m.prom"#)
        #expect(misspelled.status == 2 && misspelled.error.contains("did you mean \"steps\"") && !misspelled.error.contains("no store"), "\(misspelled.error)")
        #expect(try sandbox.run("cat m.prom").output.contains("refold_job_last_status{job=\"nightly\"} 2\n"))
        let runs = try runs()
        #expect(runs.map { $0["status"]?.asInteger } == [2, 2, 2, 2, 0])
        #expect(runs.map { $0["job"]?.asText } == ["nightly", "nightly", "nightly", nil, nil])
        #expect(runs[3]["message"]?.asText?.contains("there is no projection \"nosuch\"") == true)
    }

    @Test("A run that is killed is killed in it, and the next run writes that down")
    func killed() throws {
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet").status == 0)
        let begun = "refold catch-up --follow payments \(store) --quiet & for i in $(seq 100); do refold runs \(store) --json --quiet | grep -q running && break; sleep 0.1; done;"
        #expect(try sandbox.run("\(begun) refold runs \(store) > seen; kill -9 $!; wait $!").status == 137)
        #expect(try sandbox.run("cat seen").output.contains(/catch-up +running/))
        #expect(try runs().map { $0["state"]?.asText } == ["killed", "ended"])
        let file = sandbox.folder.appendingPathComponent("work/events.read-models.db").path
        let readModels = SQLiteReadModelStore(path: file, now: { .first })
        #expect(try readModels.runs().map(\.state) == [.running, .ended], "looking writes nothing")
        #expect(try sandbox.run("refold catch-up payments \(store) --quiet").status == 0)
        #expect(try readModels.runs().map(\.state) == [.ended, .killed, .ended])
        #expect(try readModels.runs()[1].message?.contains("killed") == true)
    }

    @Test("One that ends while others look whether it was killed is in it as it ended")
    func endsMeanwhile() throws {
        let run = RunRecord(id: "0123456789abcdef", verb: "catch-up", began: .first)
        var ended = run
        ended.end(at: .first, status: 3, failure: "it says why")
        var looks = 0
        let killed = KilledRuns(
            runs: { () throws(RefoldError) in
                looks += 1
                return [looks % 2 == 1 ? run : ended]
            }, lockIfFree: { _ throws(RefoldError) in FreedLock() })
        try killed.report { written throws(RefoldError) in #expect(written.isEmpty) }
        #expect(try killed.history() == [ended])
        let gone = KilledRuns(runs: { () throws(RefoldError) in [run] }, lockIfFree: { _ throws(RefoldError) in FreedLock() })
        try gone.report { written throws(RefoldError) in #expect(written.map(\.state) == [.killed]) }
        #expect(try KilledRuns(runs: { () throws(RefoldError) in [run] }, lockIfFree: { _ throws(RefoldError) in nil }).history() == [run])
    }

    private final class FreedLock: RunLock {
        func isHeld() -> Bool { true }
    }

    @Test("A follower whose server sessions ended is at work still, also for those who looked in between")
    func lostSessions() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = "--store '\(uri)' --quiet"
        #expect(try sandbox.run("refold seed --events 2000 \(place) && refold catch-up payments \(place)").status == 0)
        let states = "refold runs --store '\(uri)' --json --quiet | grep -o '\"state\":\"[a-z]*\"' | tr '\\n' ' '"
        let run = try sandbox.run(
            """
            refold catch-up --follow payments \(place) & follower=$!
            for i in $(seq 100); do refold runs \(place) --json | grep -q running && break; sleep 0.1; done
            for i in $(seq 20); do
              psql '\(uri)' -qXAtc "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()" > ended
              refold rebuild payments \(place); \(states) > between; grep -q killed between && break
            done
            for i in $(seq 400); do refold runs \(place) --json | grep -q running && break; sleep 0.1; done
            refold catch-up payments \(place); \(states) > after; kill $follower
            for i in $(seq 1200); do kill -0 $follower 2> gone || break; sleep 0.1; done; kill -9 $follower 2> gone; wait $follower; echo $?; \(states)
            """)
        #expect(try sandbox.run("cat between").output.contains("killed"), "\(run.error)")
        #expect(try sandbox.run("cat after").output.contains("running"), "\(run.error)")
        #expect(run.output.hasPrefix("0\n") && !run.output.contains("killed"), "\(run.output)\(run.error)")
    }

    @Test("A follower whose first line could not be written is in it once it can be")
    func lateLine() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = "--store '\(uri)'"
        #expect(try sandbox.run("refold seed --events 2000 \(place) --quiet && refold catch-up payments \(place) --quiet").status == 0)
        _ = try PostgresCluster.psql(
            uri, "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''no''; END'; CREATE TRIGGER refuse BEFORE INSERT ON read_models.refold_runs EXECUTE FUNCTION refuse()")
        let run = try sandbox.run(
            """
            refold catch-up --follow payments \(place) 2> said & follower=$!
            for i in $(seq 1200); do grep -q 'follows payments' said && break; sleep 0.1; done
            refold runs \(place) --json --quiet > before; psql '\(uri)' -qX -c 'DROP TRIGGER refuse ON read_models.refold_runs'
            for i in $(seq 400); do refold runs \(place) --json --quiet > after; grep -q running after && break; sleep 0.1; done
            kill $follower; wait $follower; echo "status $?"; grep -c running before after
            """)
        #expect(run.output == "status 0\nbefore:0\nafter:1\n", "\(run.output)\(run.error)")
    }

    @Test("Nothing is written into a file that is no read models of Refold's")
    func otherFiles() throws {
        let run = try sandbox.run(
            """
            sqlite3 other.db 'CREATE TABLE theirs (x)'; sha256sum events.db other.db > before
            refold catch-up payments \(store) --read-models sqlite:events.db; refold catch-up nosuch \(store) --read-models sqlite:other.db
            refold drop payments --read-models sqlite:other.db; refold promote payments --read-models sqlite:other.db
            sha256sum --check --quiet before; status=$?; ls; exit $status
            """)
        #expect(run.status == 0, "\(run.output)\(run.error)")
        #expect(!run.output.contains("other.db-wal"), "\(run.output)")
    }

    @Test("A run that follows and is asked to end is in it with 0")
    func interrupted() throws {
        _ = try sandbox.run("refold catch-up payments \(store) --quiet")
        let follow = "refold catch-up --follow payments \(store) --quiet & for i in $(seq 100); do refold runs \(store) --json --quiet | grep -q running && break; sleep 0.1; done;"
        let other = "refold catch-up nosuch \(store); refold runs \(store) --limit 1 --json --quiet > seen;"
        #expect(try sandbox.run("\(follow) \(other) kill $!; wait $!").status == 0)
        #expect(try runs().map { $0["state"]?.asText } == ["ended", "ended", "ended"])
        #expect(try runs().map { $0["status"]?.asInteger } == [2, 0, 0])
        let seen = try JSONValue(reading: Array(sandbox.run("cat seen").output.utf8))["runs"]?.asList
        #expect(seen?.map { $0["state"]?.asText } == ["ended", "running"], "what is at work is shown beside the last runs")
    }

    @Test("A message that may hold values of payloads is not kept")
    func payloads() throws {
        let report = #"{title: "T", from: "payments", rows: ["customer_name"], measures: {n: {count: "*"}}, checks: ["n > 5"]}"#
        _ = try sandbox.run("mkdir Reports; echo '\(report)' > Reports/t.report.json5; refold catch-up payments \(store) --quiet")
        _ = try sandbox.run(#"printf '{store: "sqlite:events.db", steps: [{report: "t", output: "out"}]}' > Jobs/nightly.json5"#)
        #expect(try sandbox.run("refold run nightly --show-payload").error.contains("Müller"))
        #expect(try sandbox.run("refold runs \(store); refold runs \(store) --json").output.contains("Müller") == false)
        #expect(try sandbox.run("strings events.read-models.db events.read-models.db-wal | grep -c 'check \"n > 5\"'").output == "0\n")
    }

    @Test("An unknown name is refused, and says what was meant")
    func unknown() throws {
        _ = try sandbox.run("refold run nightly --quiet")
        let wrong = try sandbox.run("refold runs nightl \(store)")
        #expect(wrong.status == 2)
        #expect(wrong.error.contains("did you mean \"nightly\"?"))
    }

    @Test("On PostgreSQL it is in the schema of the read models, also of a run whose server session ends")
    func postgres() throws {
        let uri = try PostgresCluster.newDatabase()
        #expect(try sandbox.run("refold seed --events 2000 --store '\(uri)' --quiet && refold catch-up payments --store '\(uri)' --quiet").status == 0)
        let follow = "refold catch-up --follow payments --store '\(uri)' --quiet & for i in $(seq 100); do refold runs --store '\(uri)' --json --quiet | grep -q running && break; sleep 0.1; done;"
        #expect(try sandbox.run("\(follow) kill -9 $!; wait $!").status == 137)
        _ = try sandbox.run("refold catch-up nosuch --store '\(uri)'")
        let shown = try sandbox.run("for i in $(seq 600); do refold runs --store '\(uri)' --json --quiet > runs; grep -q running runs || break; sleep 0.1; done; cat runs").output
        let runs = try #require(JSONValue(reading: Array(shown.utf8))["runs"]?.asList)
        #expect(runs.map { $0["state"]?.asText } == ["ended", "killed", "ended"])
        #expect(runs.map { $0["status"]?.asInteger } == [2, nil, 0])
        #expect(runs.last?["position"]?.asInteger == 2000)
    }

    @Test("A run that cannot write it says so once and goes on")
    func unwritable() throws {
        _ = try sandbox.run("refold catch-up payments \(store) --quiet")
        try SQLiteConnection(sandbox.folder.appendingPathComponent("work/events.read-models.db").path, mode: .create).execute(
            "DROP TABLE refold_runs; CREATE TABLE refold_runs (other TEXT)")
        let run = try sandbox.run("refold catch-up payments \(store)")
        #expect(run.status == 0)
        #expect(run.error.components(separatedBy: "the history of runs is not written").count == 2, "\(run.error)")
        #expect(try runs().isEmpty)
    }
}
