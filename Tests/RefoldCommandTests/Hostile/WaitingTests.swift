import Foundation
import RefoldSQLite
import RefoldTesting
import Testing

@Suite("Waiting for another writer of the store")
struct WaitingTests {
    /// Runs a script while another process holds the store's write lock.
    private func locked(_ place: IngestPlace, _ script: String) throws -> (output: String, error: String, status: Int32) {
        var holder: SQLiteConnection?
        var (lines, release) = (["set -u"], "true")
        lines.append("until_said() { until grep -q \"$1\" said; do sleep 0.02; done; }")
        if place.url.hasPrefix("sqlite") {
            holder = try SQLiteConnection(place.sandbox.path("events.db"), mode: .readWrite)
            try holder?.execute("BEGIN IMMEDIATE")
        } else {
            lines += [
                "PGAPPNAME=billing psql \(place.url) -qXc BEGIN -c 'LOCK TABLE event_store IN EXCLUSIVE MODE' -c '\\! touch locked' -c 'SELECT pg_sleep(280)' > psql.log 2>&1 &",
                "until [ -e locked ]; do sleep 0.02; done",
            ]
            let others = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'billing'"
            release = "psql \(place.url) -qXAtc \"SELECT pg_terminate_backend(pid) \(others)\" > ended; wait"
        }
        try place.sandbox.write(lines + [script, release], to: "script.sh")
        defer { withExtendedLifetime(holder) {} }
        return try place.sandbox.run("timeout -s KILL 300 sh script.sh")
    }

    @Test("A waiting ingest reports it after a second, and a first signal ends it with 5, with nothing of its batch in the store", arguments: IngestPlace.all, ["INT", "TERM"])
    func interrupted(kind: String, signal: String) throws {
        let place = try IngestPlace(kind)
        try place.empty()
        try place.sandbox.write(MixedCommands.lines(3), to: "commands.ndjson")
        #expect(try place.sandbox.run("head -n 2 commands.ndjson | refold ingest - --store \(place.url) --quiet").status == 0)
        let run = try locked(
            place,
            """
            refold ingest commands.ndjson --store \(place.url) 2> said & run=$!
            until_said 'waiting up to'; kill -\(signal) $run; wait $run; echo "status $?"; cat said
            """)
        #expect(run.output.hasPrefix("status 5\n"), "\(run.output)\(run.error)")
        #expect(run.output.contains("waiting up to 60 s: somebody else writes to "), "\(run.output)")
        if kind == "PostgreSQL" { #expect(run.output.contains("application billing"), "\(run.output)") }
        #expect(run.output.contains("interrupted; run the same command again"), "\(run.output)")
        #expect(try place.events().count == 2)
        #expect(try place.sandbox.run("refold ingest commands.ndjson --store \(place.url) --quiet").status == 0)
    }

    @Test("A waiting import reports it, a first signal ends it with 5, and with --quiet nothing is printed before", arguments: IngestPlace.all)
    func importing(kind: String) throws {
        let place = try IngestPlace(kind)
        try place.empty()
        try place.sandbox.write(RecordedPayments.lines(0..<3), to: "events.ndjson")
        let run = try locked(
            place,
            """
            refold import events.ndjson --store \(place.url) 2> said & run=$!
            until_said 'waiting up to'; kill -INT $run; wait $run; echo "status $?"
            : > said; refold import events.ndjson --store \(place.url) --quiet 2> quiet & run=$!
            refold import events.ndjson --store \(place.url) 2> said & other=$!
            until_said 'waiting up to'; sleep 1; kill -INT $run $other; wait $run; echo "status $?"; wait $other; grep -c waiting quiet
            """)
        #expect(run.output == "status 5\nstatus 5\n0\n", "\(run.output)\(run.error)")
        #expect(try place.events().isEmpty)
    }

    @Test("A store whose file is deleted or replaced ends the ingest with 1, and nothing more is accepted", arguments: ["true", "mv other.db events.db"])
    func lostFile(replacement: String) throws {
        let place = try IngestPlace("SQLite")
        try place.sandbox.write(MixedCommands.lines(2), to: "commands.ndjson")
        try place.sandbox.write(
            [
                "refold import /dev/null --store sqlite:other.db --quiet; mkfifo in out",
                "refold ingest - --store sqlite:events.db --quiet < in > out 2> said & run=$!", "exec 3> in 4< out",
                "head -n 1 commands.ndjson >&3; read -r line <&4; echo \"$line\"; rm events.db*; \(replacement)",
                "tail -n 3 commands.ndjson >&3; exec 3>&-; cat <&4; wait $run; echo \"status $?\"; cat said",
            ], to: "script.sh")
        let run = try place.sandbox.run("timeout -s KILL 300 sh script.sh")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[1] == "status 1", "\(run.output)\(run.error)")
        #expect(lines.last?.contains("events.db: the file of the event store was deleted or replaced") == true, "\(run.output)")
    }
}
