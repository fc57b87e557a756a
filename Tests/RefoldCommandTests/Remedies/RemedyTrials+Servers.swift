import Foundation

/// Faults of stores and read models on PostgreSQL.
extension RemedyTrials {
    private static let filled = "refold events --format ndjson --store sqlite:../payments.db > p.ndjson; refold import p.ndjson STORE --quiet"
    private static let rebuilt = "\(filled); refold rebuild payments --quiet"
    private static let event = #"printf '{"id":"n","stream":"s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}\n' > x.ndjson"#
    private static let columns = "event_id text, aggregate_id text, version bigint, event_type text, event_data json, event_metadata json, occurred_at timestamptz, recorded_at timestamptz"

    /// - Parameters:
    ///   - fault: SQL, after `before`.
    ///   - cure: SQL.
    private static func server(_ remedy: String, before: String = filled, _ fault: String, _ cure: String, _ command: String) -> RemedyTrial {
        func shell(_ sql: String) -> String { sql.isEmpty ? "true" : "sql \"\(sql.replacingOccurrences(of: "\"", with: "\\\""))\"" }
        return RemedyTrial(remedy: remedy, before: "\(before); : STORE; \(shell(fault))", command: command, cure: cure == "SAID" ? cure : shell(cure))
    }

    /// A table made by others, with two events and a sequence `s`.
    private static func theirs(_ remedy: String, _ position: String, _ fault: String, _ cure: String) -> RemedyTrial {
        let event = "(event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at) SELECT 'e' || n, 's', n, 'T', '{}', '{}', now(), now() FROM generate_series(1, 2) n"
        return server(
            remedy, before: "true", "CREATE SEQUENCE s; CREATE SEQUENCE t; CREATE TABLE event_store (position \(position), \(columns)); INSERT INTO event_store \(event); \(fault)", cure, "refold status")
    }

    static let servers = rows + positions + rules + roles + models

    /// A view in the place of the table, with one column worked out.
    private static func view(_ column: String, _ value: String) -> String {
        let all = ["position"] + columns.components(separatedBy: ", ").map { $0.prefix { $0 != " " } }.map(String.init)
        return "ALTER TABLE event_store RENAME TO written; CREATE VIEW event_store AS SELECT \(all.map { $0 == column ? "\(value) AS \($0)" : $0 }.joined(separator: ", ")) FROM written"
    }

    private static let rows = [
        server(
            "EventRowDecoder: give a view event_store in which it has one, or read a copy of the store that has one",
            "ALTER TABLE event_store ALTER event_data DROP NOT NULL; UPDATE event_store SET event_data = NULL WHERE position = 8", view("event_data", "coalesce(event_data, '{}')"), "refold rebuild payments"),
        server(
            "PostgresEventTime: give a view event_store in which it is the time that is meant, or read a copy of the store that has it",
            "UPDATE event_store SET occurred_at = 'infinity' WHERE position = 8", view("occurred_at", "CASE WHEN isfinite(occurred_at) THEN occurred_at ELSE recorded_at END"), "refold rebuild payments"),
        server(
            "PostgresFailure: give a view event_store in which they are the times that are meant, or read a copy of the store that has them",
            "ALTER TABLE event_store ALTER occurred_at TYPE text; UPDATE event_store SET occurred_at = 'unknown' WHERE position = 8",
            view("occurred_at", "CASE WHEN occurred_at <> 'unknown' THEN occurred_at::timestamptz ELSE recorded_at END"), "refold rebuild payments"),
        server(
            "PostgresBound: number the events from 1 on, or give a view event_store that adds to their positions", "UPDATE event_store SET position = -5 WHERE position = 1",
            "UPDATE event_store SET position = 1 WHERE position = -5", "refold status"),
        server(
            "PostgresBound: move it forward: SELECT setval(pg_get_serial_sequence('event_store', 'position'), (SELECT max(position) FROM event_store))",
            "DELETE FROM event_store WHERE position = 4; SELECT setval(pg_get_serial_sequence('event_store', 'position'), 2)",
            "SELECT setval(pg_get_serial_sequence('event_store', 'position'), (SELECT max(position) FROM event_store))", "refold status"),
        server("PostgresEventLayout: did you mean \"…\"?", "ALTER TABLE event_store RENAME COLUMN event_id TO event_ident", "ALTER TABLE event_store RENAME COLUMN event_ident TO event_id", "refold status"),
        server(
            "PostgresEventLayout: name another database, or rename that table", before: event, "CREATE TABLE event_store (zzzzzzzzzzzzzzzz int)", "ALTER TABLE event_store RENAME TO theirs", "refold import x.ndjson"),
        server(
            "PostgresEventLayout: create the schema and grant the role USAGE and CREATE on it, or set another search_path for the role", before: event, "", "CREATE SCHEMA nowhere",
            "refold import x.ndjson --store \"$URI&options=-csearch_path%3Dnowhere\""),
        server("PostgresEventStore: check the URI, say how your own tables are read (refold help layouts), or make a store with refold import, refold ingest or refold seed", before: "true", "", "", "refold status").with { $0.cure = "refold seed --events 10 --quiet" },
        server("PostgresLocation: write letters with a meaning of their own in user and password as %XX", "", "", "refold status --store \"$(echo \"$URI\" | sed 's#///#//postgres:a<<@|>%40>>b@/#; s/.user=postgres//')\""),
        server("ConnectionRefusal: check that the server is up and the URI names its host, port and database", "", "", "refold status --store \"<<postgresql:///d?host=/nowhere|>$URI>>\""),
        server(
            "PostgresFailure: check the name of the database, or create it", before: event, "", "CREATE DATABASE $ROLE", "refold import x.ndjson --store \"$(echo \"$URI\" | sed \"s#///[a-z0-9_]*#///$ROLE#\")\""),
    ]

    private static let positions = [
        theirs(
            "PostgresPositionCheck: change the column's type, or give a view event_store whose position is a bigint", "text DEFAULT nextval('s')", "",
            "ALTER TABLE event_store ALTER position DROP DEFAULT, ALTER position TYPE bigint USING position::bigint, ALTER position SET DEFAULT nextval('s')"),
        theirs(
            "PostgresPositionCheck: give it the next position and run ALTER TABLE … ALTER position SET NOT NULL", "bigint UNIQUE DEFAULT nextval('s')",
            "UPDATE event_store SET position = NULL WHERE version = 2", "UPDATE event_store SET position = 2 WHERE position IS NULL; ALTER TABLE event_store ALTER position SET NOT NULL"),
        theirs(
            "PostgresPositionCheck: number the events by whole numbers from 1 on, or …", "numeric DEFAULT nextval('s')", "UPDATE event_store SET position = 1.5 WHERE version = 2",
            "UPDATE event_store SET position = 2 WHERE version = 2"),
        theirs(
            "PostgresPositionCheck: give all but one of them the next positions and run CREATE UNIQUE INDEX ON … (position), or …", "bigint NOT NULL DEFAULT nextval('s')", "UPDATE event_store SET position = 1",
            "UPDATE event_store SET position = 2 WHERE version = 2; CREATE UNIQUE INDEX ON event_store (position)"),
        theirs(
            "PostgresPositionSource: give the column an identity or the default nextval of one sequence", "bigint PRIMARY KEY DEFAULT nextval('s')", "ALTER TABLE event_store ALTER position DROP DEFAULT",
            "ALTER TABLE event_store ALTER position SET DEFAULT nextval('s')"),
        theirs(
            "PostgresPositionSource: number all events by one sequence", "bigint PRIMARY KEY DEFAULT CASE WHEN true THEN nextval('s') ELSE nextval('t') END", "",
            "ALTER TABLE event_store ALTER position SET DEFAULT nextval('s')"),
        theirs(
            "PostgresPositionSource: run ALTER SEQUENCE … CACHE 1 and end the sessions that hold numbers", "bigint PRIMARY KEY DEFAULT nextval('s')", "ALTER SEQUENCE s CACHE 10", "ALTER SEQUENCE s CACHE 1"),
        theirs(
            "PostgresPositionSource: number the events upwards", "bigint PRIMARY KEY DEFAULT nextval('s')", "ALTER SEQUENCE s INCREMENT -1 MINVALUE -100", "ALTER SEQUENCE s INCREMENT 1"),
        server(
            "PostgresPositionSource: name the database that the events are written to", "ALTER TABLE event_store RENAME TO base; CREATE MATERIALIZED VIEW event_store AS SELECT * FROM base",
            "CREATE DATABASE $ROLE TEMPLATE template0", "refold status --store \"<<$URI|>$(echo \"$URI\" | sed \"s#///[a-z0-9_]*#///$ROLE#\")>>\""
        ).with { $0.cure += "; refold import p.ndjson --store \"$(echo \"$URI\" | sed \"s#///[a-z0-9_]*#///$ROLE#\")\"" },
    ]

    private static let rules = [
        server("PostgresFailure: change what is written, or that rule of the table", before: "\(filled); \(event)", "ALTER TABLE event_store ADD CONSTRAINT c CHECK (event_type <> 'T')", "ALTER TABLE event_store DROP CONSTRAINT c", "refold import x.ndjson"),
        server("PostgresFailure: change what is written, or the table", before: "\(event); refold import /dev/null", "ALTER TABLE event_store ADD tenant text NOT NULL", "ALTER TABLE event_store DROP tenant", "refold import x.ndjson"),
        server(
            "PostgresFailure: shorten the text, or widen the column with ALTER TABLE … ALTER COLUMN … TYPE text", before: "\(filled); \(event)", "ALTER TABLE event_store ADD CHECK (true), ALTER event_type TYPE varchar(20); UPDATE event_store SET event_type = event_type",
            "ALTER TABLE event_store ALTER COLUMN event_type TYPE text", "refold import x.ndjson"
        ).with { $0.before = $0.before.replacing(#""type":"T""#, with: #""type":"TTTTTTTTTTTTTTTTTTTTTTTTTTTTTT""#) },
        server(
            "PostgresFailure: write ids and streams as those columns want them", before: "\(event); refold import /dev/null", "ALTER TABLE event_store ALTER event_id TYPE uuid USING event_id::uuid", "",
            "sed -i 's/\"id\":\"n\"/\"id\":\"<<n|>6f1b0001-0000-4000-8000-000000000001>>\"/' x.ndjson; refold import x.ndjson"),
        server(
            "PostgresFailure: correct the number, or keep it in a text or in a column of the type json", before: "\(event); sed -i 's/{}/{\"n\":1e400000}/' x.ndjson; refold import /dev/null",
            "ALTER TABLE event_store ALTER event_data TYPE jsonb USING event_data::jsonb", "ALTER TABLE event_store ALTER event_data TYPE json", "refold import x.ndjson"),
        server(
            "PostgresFailure: take the long text out of what is indexed, or drop that index",
            before: "\(event); sed -i \"s/{}/{\\\"n\\\":\\\"$(head -c 9000 /dev/urandom | od -An -tx1 | tr -d ' \\n')\\\"}/\" x.ndjson; refold import /dev/null",
            "CREATE INDEX i ON event_store ((event_data::text))", "DROP INDEX i", "refold import x.ndjson"),
        server(
            "PostgresFailure: look at the table's own constraints and triggers", before: "\(filled); \(event)",
            "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION USING ERRCODE = ''22000''; END'; CREATE TRIGGER t BEFORE INSERT ON event_store FOR EACH ROW EXECUTE FUNCTION f()",
            "DROP TRIGGER t ON event_store", "refold import x.ndjson"),
    ]

    private static let created = "CREATE ROLE $ROLE LOGIN"

    private static let roles = [
        server(
            "PostgresFailure: check the user, the password (PGPASSFILE keeps it out of commands) and pg_hba.conf", "", "CREATE ROLE $ROLE LOGIN SUPERUSER", "refold status --store \"$AS\""),
        server(
            "PostgresFailure: raise max_connections, or the limit of the role or the database, or run fewer workers", "CREATE ROLE $ROLE LOGIN CONNECTION LIMIT 0; GRANT ALL ON event_store TO $ROLE", "ALTER ROLE $ROLE CONNECTION LIMIT 20",
            "refold events --store \"$AS\""),
        server(
            "PostgresFailure: name the primary server; if it is that one, take default_transaction_read_only away from the role, the database and the URI", before: "\(filled); \(event)",
            "\(created); GRANT ALL ON event_store TO $ROLE; ALTER ROLE $ROLE SET default_transaction_read_only = on", "ALTER ROLE $ROLE RESET default_transaction_read_only", "refold import x.ndjson --store \"$AS\""),
        server(
            "PostgresFailure: raise statement_timeout for this role, or add options=-cstatement_timeout%3D0 to the URI", before: "\(filled); refold seed --events 1 --store sqlite:x.db; \(event)",
            "\(created); CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN PERFORM pg_sleep(0.3); RETURN NEW; END'; CREATE TRIGGER t BEFORE INSERT ON event_store FOR EACH ROW EXECUTE FUNCTION f(); GRANT ALL ON event_store TO $ROLE; ALTER ROLE $ROLE SET statement_timeout = '100ms'",
            "", "refold import x.ndjson --store \"$AS<<|>&options=-cstatement_timeout%3D0>>\""),
        server(
            "PostgresRowSecurity: use the owner of the table or a role with BYPASSRLS, or run ALTER TABLE … DISABLE ROW LEVEL SECURITY",
            "\(created); ALTER TABLE event_store ENABLE ROW LEVEL SECURITY; GRANT ALL ON event_store TO $ROLE", "ALTER TABLE event_store DISABLE ROW LEVEL SECURITY", "refold events --store \"$AS\""),
        server(
            "PostgresRowSecurity: use a role with BYPASSRLS, or run ALTER TABLE … DISABLE ROW LEVEL SECURITY",
            "\(created); ALTER TABLE event_store ENABLE ROW LEVEL SECURITY; ALTER TABLE event_store FORCE ROW LEVEL SECURITY; ALTER TABLE event_store OWNER TO $ROLE",
            "ALTER ROLE $ROLE BYPASSRLS", "refold events --store \"$AS\"").with { $0.isByExample = true },
        server(
            "PostgresSessionSettings: take the setting away from the server, the database, the role (ALTER ROLE … RESET …) and the URI",
            "\(created); GRANT ALL ON event_store TO $ROLE; ALTER ROLE $ROLE SET zero_damaged_pages = on", "ALTER ROLE $ROLE RESET zero_damaged_pages", "refold events --store \"$AS\""),
        server(
            "PostgresTrust: connect as \"…\", or as another role that is no superuser",
            "\(created); GRANT CREATE ON SCHEMA public TO $ROLE; CREATE FUNCTION f(text) RETURNS text LANGUAGE plpgsql AS 'BEGIN RETURN $1; END'; ALTER FUNCTION f(text) OWNER TO $ROLE; ALTER TABLE event_store RENAME TO base; ALTER TABLE base OWNER TO $ROLE; CREATE VIEW event_store AS SELECT position, f(event_id) AS event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at FROM base; ALTER VIEW event_store OWNER TO $ROLE".replacing("RETURN $1", with: "RETURN \\$1"),
            "", "refold events --store \"<<$URI|>$AS>>\"").with { $0.isByExample = true },
    ]

    private static let models = [
        server(
            "PostgresReadModelCatalog+Parked: let its owner run: …GRANT SELECT ON read_models.… TO this role", before: rebuilt,
            "\(created); GRANT USAGE ON SCHEMA read_models TO $ROLE; GRANT SELECT ON read_models.refold_generations, read_models.refold_columns, read_models.refold_indexes TO $ROLE",
            "GRANT SELECT ON read_models.refold_parked TO $ROLE", "refold parked --read-models \"$AS\""),
        server(
            "CatalogView: let its owner run: GRANT SELECT ON … TO this role", before: rebuilt, "\(created); GRANT USAGE ON SCHEMA read_models TO $ROLE",
            "GRANT SELECT ON \"read_models\".\"payments\" TO $ROLE", "refold export payments --read-models \"$AS\""),
        server("PostgresReadModelStore+Snapshots: run refold rebuild …", before: rebuilt, "DROP TABLE read_models.\"payments#1\" CASCADE", "SAID", "refold export payments"),
        server("GenerationTurn: run refold rebuild …", before: "\(filled); refold rebuild payments --through 3 --quiet", "DROP TABLE read_models.\"payments#1\" CASCADE", "SAID", "refold catch-up payments"),
        server(
            "ServedView: rename it or move it to another schema", before: rebuilt, "DROP VIEW read_models.payments; CREATE TABLE read_models.payments (x int)", "ALTER TABLE read_models.payments RENAME TO theirs",
            "refold catch-up payments"),
        RemedyTrial(
            remedy: "ServedView: drop what depends on it, run this again, and make it anew; what was served still is",
            files: ["Reports/p.projection.json5": #"{name: "p", version: 1, key: "@stream", columns: {n: "integer"}, on: {PaymentInitiated: {n: 1}}}"#],
            before: "\(filled); refold rebuild p --quiet; sql 'CREATE VIEW v AS SELECT n FROM read_models.p'; sed -i 's/version: 1/version: 2/; s/n: \"integer\"/n: \"text\"/; s/n: 1}/n: \"x\"}/' Reports/p.projection.json5",
            command: "refold rebuild p", cure: "sql 'DROP VIEW v'"),
        server(
            "PostgresReadSession: drop or rename that view, then build it anew: refold rebuild …", before: rebuilt, "DROP VIEW read_models.payments; CREATE VIEW read_models.payments AS SELECT 1 AS id",
            "DROP VIEW read_models.payments", "refold query payments get p1"
        ).with { $0.cure += "; refold rebuild payments" },
    ]
}
