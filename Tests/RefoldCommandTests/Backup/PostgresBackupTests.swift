import Foundation
import RefoldTesting
import Testing

@Suite("Backup and restore on PostgreSQL")
struct PostgresBackupTests {
    private static func restore(_ place: BackupPlace, _ dumps: String..., role: String? = nil) throws -> String {
        let uri = try PostgresCluster.newDatabase()
        var own = uri
        if let role {
            _ = try PostgresCluster.psql(uri, "CREATE ROLE \(role) LOGIN; ALTER SCHEMA public OWNER TO \(role); GRANT CREATE ON DATABASE \(name(uri)) TO \(role)")
            own = uri.replacing("user=postgres", with: "user=\(role)")
        }
        for dump in dumps { try place.done("pg_restore --exit-on-error --no-owner --no-acl --dbname '\(own)' \(dump)") }
        return own
    }

    private static func name(_ uri: String) -> Substring { uri.firstMatch(of: /test_[0-9]+/)?.output ?? "" }

    @Test("Dumps that are taken while runs go on agree within one, also as another owner, and parts of several go on or are refused")
    func dumps() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = try BackupPlace(store: uri)
        try place.takeWhileWorking(on: uri, [
            "pg_dump -Fc --file all '\(uri)'; pg_dump -Fc --exclude-schema=read_models --file events '\(uri)'",
            "pg_dump -Fc --schema=read_models --file rows '\(uri)'",
            "pg_dump -Fc --exclude-schema=read_models --file later '\(uri)'",
        ])
        let role = "owner_\(Self.name(uri))"
        let whole = try Self.restore(place, "all", role: role)
        try place.expect("refold catch-up payments --store '\(whole)'", 0)
        try place.requireSame(whole)
        try place.done("refold import more40.ndjson --store '\(whole)' --quiet; refold catch-up payments --store '\(whole)' --quiet; refold rebuild payments --store '\(whole)' --quiet")
        try place.requireSame(whole)

        let events = try Self.restore(place, "events")
        try place.expect("refold status --store '\(events)'", 0, "never built")
        try place.expect("refold catch-up payments --store '\(events)' --quiet", 0)
        try place.requireSame(events)
        try place.requireAhead(try Self.restore(place, "events", "rows"))
        let ahead = try Self.restore(place, "later", "rows")
        try place.expect("refold catch-up payments --store '\(ahead)'", 0)
        try place.requireSame(ahead)

        let rows = try Self.restore(place, "rows")
        try place.expect("refold export payments --read-models '\(rows)' --quiet", 0, "p399,")
        try place.expect("refold catch-up payments --store '\(rows)'", 1, "there is no event store")
        for name in ["DATABASE \(Self.name(whole))", "ROLE \(role)"] { _ = try PostgresCluster.psql(uri, "DROP \(name)") }
    }

    /// What a dump does from its beginning to its end: it has one snapshot, and holds every table that it will read.
    private static func beside(_ uri: String, holding tables: String, _ command: String) -> String {
        """
        rm -f hold; mkfifo hold
        ( echo "BEGIN ISOLATION LEVEL REPEATABLE READ; \(tables) SELECT pg_export_snapshot();"; cat hold ) | psql '\(uri)' -qtAX > snapshot & P=$!
        exec 3> hold
        for t in $(seq 1 600); do [ -s snapshot ] && break; sleep 0.1; done
        \(command)
        echo 'COMMIT;' >&3; exec 3>&-; wait $P
        """
    }

    @Test("Rebuilds switch beside a dump, which keeps the tables that it reads; one that has not come to hold them says so, and is taken again")
    func rebuildBesideDump() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = try BackupPlace(store: uri)
        let tables = try PostgresCluster.psql(
            uri, "SELECT string_agg(format('LOCK TABLE %s IN ACCESS SHARE MODE;', oid::regclass), ' ') FROM pg_class WHERE relkind = 'r' AND relnamespace = 'read_models'::regnamespace")
        let rebuild = "refold rebuild payments --store '\(uri)' --quiet"
        try place.done(Self.beside(
            uri, holding: tables.replacing("\"", with: "\\\""),
            "\(rebuild); \(rebuild); refold catch-up payments --store '\(uri)' --quiet; pg_dump -Fc --snapshot=$(cat snapshot) --file all '\(uri)'"))
        let restored = try Self.restore(place, "all")
        try place.expect("refold catch-up payments --store '\(restored)'", 0, "generation 1 is served")
        try place.requireSame(restored)

        let lost = "pg_dump -Fc --snapshot=$(cat snapshot) --file lost '\(uri)' 2> said || grep 'relation \"read_models.payments#[0-9]*\" does not exist' said"
        try place.done(Self.beside(uri, holding: "", "\(rebuild); \(rebuild); \(lost)"))
        try place.done("pg_dump -Fc --file again '\(uri)'")
        try place.requireSame(try Self.restore(place, "again"))
    }

    @Test("Events of a moment at which one was not committed yet are found beside later read models that have it, and what is said mends the rows")
    func uncommitted() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = try BackupPlace(store: uri)
        try place.sandbox.write(RecordedPayments.lines(400..<410), to: "more.ndjson")
        let event = """
            INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
            SELECT 'late', 'late', 1, event_type, event_data, event_metadata, occurred_at, recorded_at FROM event_store WHERE position = 1;
            """
        try place.done(Self.beside(
            uri, holding: event, "refold import more.ndjson --store '\(uri)' --quiet; pg_dump -Fc --exclude-schema=read_models --file events '\(uri)'"))
        #expect(try PostgresCluster.psql(uri, "SELECT count(*), max(position) FROM event_store") == "821|821")
        try place.done("refold catch-up payments --store '\(uri)' --quiet; pg_dump -Fc --schema=read_models --file rows '\(uri)'")
        let restored = try Self.restore(place, "events", "rows")
        try place.expect("refold catch-up payments --store '\(restored)'", 3, "the event is gone", "refold catch-up payments --repair")
        try place.done("refold catch-up payments --store '\(restored)' --repair --quiet")
        try place.requireSame(restored)
    }

    @Test("Rows of a table without its sequence are numbered on after the last position")
    func withoutSequence() throws {
        let uri = try PostgresCluster.newDatabase()
        let place = try BackupPlace(store: uri)
        try place.done("pg_dump -Fc --data-only --table event_store --file rows '\(uri)'")
        let other = try PostgresCluster.newDatabase()
        try place.done("refold import /dev/null --store '\(other)' --quiet; pg_restore --list rows | grep -v SEQUENCE > list; pg_restore --exit-on-error --use-list list --dbname '\(other)' rows")
        try place.sandbox.write(RecordedPayments.lines(400..<410), to: "more.ndjson")
        try place.done("refold import more.ndjson --store '\(other)' --quiet; refold rebuild payments --store '\(other)' --quiet")
        #expect(try PostgresCluster.psql(other, "SELECT count(*), max(position) FROM event_store") == "820|820")
        try place.requireSame(other)
    }
}
