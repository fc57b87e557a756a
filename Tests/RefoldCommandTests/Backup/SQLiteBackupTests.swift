import Foundation
import RefoldSQLite
import Testing

@Suite("Backup and restore on SQLite")
struct SQLiteBackupTests {
    @Test("Copies that SQLite takes while runs go on go on where they are in step, and are refused where read models are ahead of their events")
    func copies() throws {
        let place = try BackupPlace(store: "sqlite:e.db")
        try place.takeWhileWorking(on: "sqlite:e.db", [
            "mkdir one; sqlite3 e.read-models.db '.backup one/e.read-models.db'; sqlite3 e.db '.backup one/e.db'",
            "mkdir two; sqlite3 e.db \"VACUUM INTO 'two/e.db'\"",
            "sqlite3 e.read-models.db \"VACUUM INTO 'two/e.read-models.db'\"",
        ])
        // Read models first: never ahead of the events.
        try place.done("mkdir events; cp one/e.db events; mkdir rows; cp one/e.read-models.db rows")
        try place.expect("refold catch-up payments --store sqlite:one/e.db", 0)
        try place.requireSame("sqlite:one/e.db")
        // The events first, and a catch-up between.
        try place.requireAhead("sqlite:two/e.db")
        // The events alone.
        try place.expect("refold catch-up payments --store sqlite:events/e.db --quiet", 0)
        try place.requireSame("sqlite:events/e.db")
        // The read models alone.
        try place.expect("refold export payments --read-models sqlite:rows/e.read-models.db --quiet", 0, "p399,")
        try place.expect("refold status --read-models sqlite:rows/e.read-models.db", 0)
        try place.expect("refold catch-up payments --store sqlite:rows/e.db", 1, "there is no event store")
        // They belong to both stores that have the same events up to there.
        try place.expect("refold catch-up payments --store sqlite:e.db --read-models sqlite:rows/e.read-models.db", 0)
        try place.requireSame("sqlite:e.db", readModels: "sqlite:rows/e.read-models.db")
    }

    /// Files as they lie on the disk at two moments: A, and after more events B, the last of which are in the logs alone.
    private static func logs(_ place: BackupPlace) throws {
        func grow(_ part: String, _ numbers: Range<Int>) throws {
            try place.sandbox.write(RecordedPayments.lines(numbers), to: "\(part).ndjson")
            try place.done("refold import \(part).ndjson --store sqlite:e.db --quiet; refold catch-up payments --store sqlite:e.db --quiet")
        }
        func copy(to folder: String) throws { try place.done("mkdir \(folder); for f in e.db e.read-models.db; do cp $f \(folder); [ ! -e $f-wal ] || cp $f-wal \(folder); done") }
        try grow("two", 400..<420)
        try copy(to: "A")
        try grow("three", 420..<800)
        // A reader keeps the logs from being copied into the files.
        let readers = try ["e.db", "e.read-models.db"].map { try SQLiteConnection(place.sandbox.path($0), mode: .readOnly) }
        for reader in readers {
            try reader.execute("BEGIN")
            _ = try reader.integer("SELECT count(*) FROM sqlite_schema")
        }
        try grow("four", 800..<820)
        try copy(to: "B")
        withExtendedLifetime(readers) {}
    }

    @Test("A copy of a file with its log, without the shared memory, has everything; without the log it is what it was before, for both files or for one")
    func withoutLogs() throws {
        let place = try BackupPlace(store: "sqlite:e.db")
        try Self.logs(place)
        try place.done("test -s B/e.db-wal; test -s B/e.read-models.db-wal; for c in all none events; do cp -r B $c; done; rm none/*-wal events/e.db-wal")
        try place.expect("refold catch-up payments --store sqlite:all/e.db", 0, "up to position 1,640")
        try place.requireSame("sqlite:all/e.db")
        try place.expect("refold catch-up payments --store sqlite:none/e.db", 0, "up to position 1,600")
        try place.requireSame("sqlite:none/e.db")
        try place.requireAhead("sqlite:events/e.db")
    }

    @Test("A file that was copied page by page beside a writer is found by verify, and read models that were are made anew")
    func torn() throws {
        let place = try BackupPlace(store: "sqlite:e.db")
        try Self.logs(place)
        // A file from before the log began, and halves of two moments.
        try place.done("for c in log rows halves torn; do cp -r B $c; done; cp A/e.db log; cp A/e.read-models.db rows; rm halves/*-wal torn/*-wal")
        for (folder, file) in [("halves", "e.db"), ("torn", "e.read-models.db")] {
            var bytes = try #require(place.sandbox.bytes("A/\(file)"))
            let later = try #require(place.sandbox.bytes("B/\(file)"))
            let half = bytes.count / 8192 * 4096
            bytes.replaceSubrange(half..., with: later[min(half, later.count)...])
            try bytes.write(to: URL(fileURLWithPath: place.sandbox.path("\(folder)/\(file)")))
        }
        for (folder, file) in [("log", "e.db"), ("rows", "e.read-models.db"), ("halves", "e.db"), ("torn", "e.read-models.db")] {
            try place.expect(
                "refold verify payments --store sqlite:\(folder)/e.db", 1, "\(folder)/\(file): cannot ", "the file is damaged", "restore it from a backup")
        }
        try place.expect("refold verify --store-only --store sqlite:rows/e.db", 0, "nothing found")
        for folder in ["rows", "torn"] {
            try place.done("rm \(folder)/e.read-models.db*; refold rebuild payments --store sqlite:\(folder)/e.db --quiet")
            try place.requireSame("sqlite:\(folder)/e.db")
        }
    }

    @Test("An interrupted rebuild starts afresh if events that it had read are gone from the restored store; if one was changed, it ends with 3, and --afresh is right")
    func interrupted() throws {
        let place = try BackupPlace()
        let bad = #"{"stream":"bad","version":1,"type":"PaymentInitiated","occurred_at":"2024-03-01T09:30:00Z","data":{"amount":"STATED"}}"#
        for (name, amount) in [("bad", "much"), ("good", "9.00")] {
            try place.sandbox.write([bad.replacing("STATED", with: amount).replacing(#""bad""#, with: "\"\(name)\"")], to: "\(name).ndjson")
        }
        try place.done("mkdir Reports; refold seed --events 20000 --seed 5 --store sqlite:e.db --quiet")
        try place.sandbox.write(
            [#"{name: "amounts", version: 1, key: "@stream", columns: {amount: {type: "decimal", scale: 2}}, on: {PaymentInitiated: {amount: "$.amount"}}}"#],
            to: "Reports/amounts.projection.json5")
        // A batch is read before the event that cannot be taken.
        try place.done("sqlite3 e.db \"VACUUM INTO 'copy.db'\"; refold import bad.ndjson --store sqlite:e.db --quiet")
        try place.expect("refold rebuild amounts --store sqlite:e.db --save-every 0s --quiet", 1, "event at position 20001")
        try place.done("rm e.db*; cp copy.db e.db; refold import good.ndjson --store sqlite:e.db --quiet; cp e.db whole.db")
        try place.done("cp -r e.read-models.db-resume whole.read-models.db-resume; cp e.read-models.db whole.read-models.db")
        try place.expect("refold rebuild amounts --store sqlite:whole.db", 0, "goes on from position")
        try place.done("refold rebuild amounts --store sqlite:whole.db --read-models sqlite:fresh.db --quiet")
        #expect(try place.done("refold export amounts --store sqlite:whole.db") == place.done("refold export amounts --read-models sqlite:fresh.db"))

        let event = "WHERE position = (SELECT max(position) FROM event_store WHERE event_type = 'PaymentInitiated' AND position < 17000)"
        for change in ["DELETE FROM event_store \(event)", "UPDATE event_store SET event_data = json_set(event_data, '$.amount', '1.00') \(event)"] {
            try place.done("rm -rf g.*; cp e.db g.db; cp -r e.read-models.db-resume g.read-models.db-resume; cp e.read-models.db g.read-models.db; sqlite3 g.db \"\(change)\"")
            if change.hasPrefix("DELETE") {
                try place.expect("refold rebuild amounts --store sqlite:g.db", 0, "the interrupted run read other events; starts afresh")
            } else {
                try place.expect("refold rebuild amounts --store sqlite:g.db", 3, "goes on from position", "the event is not as it was")
                try place.done("refold rebuild amounts --store sqlite:g.db --afresh --accept --quiet")
            }
            try place.done("rm fresh.db*; refold rebuild amounts --store sqlite:g.db --read-models sqlite:fresh.db --quiet")
            #expect(try place.done("refold export amounts --store sqlite:g.db") == place.done("refold export amounts --read-models sqlite:fresh.db"))
        }
    }
}
