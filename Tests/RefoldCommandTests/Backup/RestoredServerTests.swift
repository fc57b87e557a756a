import Foundation
import RefoldTesting
import Testing

@Suite("Servers that take the place of another", .enabled(if: PostgresCluster.canMakeStandby, "pg_basebackup is not installed"))
struct RestoredServerTests {
    private static func grow(_ place: BackupPlace, _ store: String, _ numbers: Range<Int>, _ readModels: String? = nil) throws {
        try place.sandbox.write(RecordedPayments.lines(numbers), to: "more.ndjson")
        try place.done("refold import more.ndjson --store '\(store)' --quiet")
        for rows in [nil, readModels] { try place.done("refold catch-up payments --store '\(store)' \(rows.map { "--read-models \($0)" } ?? "") --quiet") }
    }

    @Test("After a recovery to an earlier moment, read models of the server agree with their events, and those elsewhere are refused until a rebuild")
    func earlierMoment() throws {
        let log = "/tmp/refold-archive.\(UInt32.random(in: 0 ... .max))"
        let server = try PostgresCluster(settings: ["archive_mode=on", "archive_command='mkdir -p \(log) && cp %p \(log)/%f'"])
        let uri = try server.newDatabase()
        let place = try BackupPlace(store: uri)
        try place.done("refold rebuild payments --store '\(uri)' --read-models sqlite:rows.db --quiet")
        // The copy is taken now; what comes after it is in the log.
        let prepare = """
            pg_basebackup --host '\(server.folder)' --username postgres --pgdata "$1/data" --checkpoint fast --no-sync
            touch "$1/data/recovery.signal"
            """
        let copy = "\(log).copy"
        _ = try server.asOwner(["sh", "-ec", "mkdir \(copy)\n" + prepare, "sh", copy])
        defer { _ = try? server.asOwner(["rm", "-rf", log, copy]) }
        try Self.grow(place, uri, 400..<500)
        _ = try PostgresCluster.psql(uri, "SELECT pg_create_restore_point('before')")
        try Self.grow(place, uri, 500..<600, "sqlite:rows.db")
        _ = try PostgresCluster.psql(uri, "SELECT pg_switch_wal()")
        try server.stop()

        let restored = try PostgresCluster(
            preparedBy: "mv \(copy)/data \"$1\"",
            settings: ["restore_command='cp \(log)/%f %p'", "recovery_target_name=before", "recovery_target_action=promote"])
        let other = uri.replacing(server.folder, with: restored.folder)
        for _ in 1...600 where try PostgresCluster.psql(other, "SELECT pg_is_in_recovery()") == "t" { usleep(50_000) }
        try place.expect("refold catch-up payments --store '\(other)'", 0, "up to position 1,000")
        try place.requireSame(other)
        try place.requireAhead(other, readModels: "sqlite:rows.db")
        // Sequences go on with a gap.
        try Self.grow(place, other, 700..<720, "sqlite:rows.db")
        #expect(try PostgresCluster.psql(other, "SELECT count(*), max(position) > 1040 FROM event_store") == "1040|t")
        try place.requireSame(other, readModels: "sqlite:rows.db")
        withExtendedLifetime(restored) {}
    }

    @Test("A standby that was promoted is read and written like the server that it stands for, whose read models go on")
    func promoted() throws {
        let primary = try PostgresCluster()
        let uri = try primary.newDatabase()
        let place = try BackupPlace(store: uri)
        let standby = try PostgresCluster(standbyOf: primary)
        try Self.grow(place, uri, 400..<450)
        // A server that is shut down sends everything first.
        try primary.stop()
        let other = uri.replacing(primary.folder, with: standby.folder)
        try place.expect("refold catch-up payments --store '\(other)'", 3, "the server is a standby", "name the primary server as the store")
        _ = try standby.asOwner(["pg_ctl", "promote", "--wait", "--pgdata", "\(standby.folder)/data"])
        try place.expect("refold catch-up payments --store '\(other)'", 0, "up to position 900")
        try place.requireSame(other)
        try Self.grow(place, other, 450..<470)
        try place.done("refold rebuild payments --store '\(other)' --quiet")
        try place.requireSame(other)
        #expect(try PostgresCluster.psql(other, "SELECT count(*) FROM event_store") == "940")
        withExtendedLifetime(standby) {}
    }
}
