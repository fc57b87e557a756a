/// Faults of SQLite stores and read models.
extension RemedyTrials {
    private static let rebuilt = "refold rebuild --quiet"
    private static let access = #"printf '{"id":"g","command":"GrantUserAccess","data":{"user_id":"u","by":"m"}}\n' > g.ndjson; printf '{"id":"s","command":"SuspendUserAccess","data":{"user_id":"u","reason":"left","by":"m"}}\n' > s.ndjson"#

    private static func store(_ remedy: String, _ fault: String, _ cure: String, before: String = "", _ command: String) -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: before, command: command, sql: (fault, cure))
    }

    private static func models(_ remedy: String, _ fault: String, _ cure: String, before: String = rebuilt, _ command: String, said: Bool = false) -> RemedyTrial {
        RemedyTrial(remedy: remedy, before: before, command: command, cure: said ? "SAID" : "", sql: (fault, cure), isOnReadModels: true)
    }

    static let sqlite = [
        store(
            "KeptTable: rename or drop it: a table of this name is kept beside the events", "CREATE VIEW user_access AS SELECT 1", "DROP VIEW user_access", before: access, "refold ingest g.ndjson"),
        store(
            "KeptTable: rename that table: another of this name is kept beside the events", "CREATE TABLE user_access (x)", "ALTER TABLE user_access RENAME TO theirs", before: access, "refold ingest g.ndjson"),
        store(
            "KeptTable: drop the table; it is made again from the events", "UPDATE user_access SET granted_at = 'never'", "DROP TABLE user_access", before: "\(access); refold ingest g.ndjson",
            "refold ingest s.ndjson"),
        store(#"SQLiteEventLayout: did you mean "…"?"#, "ALTER TABLE event_store RENAME COLUMN event_id TO event_ident", "ALTER TABLE event_store RENAME COLUMN event_ident TO event_id", "refold status"),
        RemedyTrial(
            remedy: "SQLiteEventLayout: point --store at an event store", before: "cp events.db copy.db", command: "refold status --store sqlite:<<events|>copy>>.db",
            sql: ("DROP TABLE event_store; CREATE TABLE event_store (zzzzzzzzzzzzzz)", "")),
        RemedyTrial(
            remedy: "SQLiteEventLayout: point --store at another file, or say how its tables are read: refold help layouts", before: "cp events.db copy.db", command: "refold status --store sqlite:<<events|>copy>>.db",
            sql: ("DROP TABLE event_store; CREATE TABLE zzzzzzzzzzzzzzzzzz (x)", "")),
        RemedyTrial(
            remedy: "SQLiteEventTime: find out which time is meant, and read a copy of the store that has it; a stored event is never changed", before: "cp events.db copy.db",
            command: "refold rebuild payments --store sqlite:<<events|>copy>>.db", sql: ("UPDATE event_store SET occurred_at = 'yesterday' WHERE position = 1", "")),
        RemedyTrial(
            remedy: "SQLiteEventTime: add --store-times utc, or storeTimes: \"utc\" to refold.json5, if such times are in UTC", command: "refold rebuild payments<<|> --store-times utc>>",
            sql: ("UPDATE event_store SET occurred_at = '2024-08-31 22:30:00' WHERE position = 1", "")),
        RemedyTrial(remedy: "Settings+Store: did you mean \"…\"?", command: "refold status --store-times <<utx|>utc>>"),
        store(
            "StoredEvent+Faults: number the events of the stream anew in the store", "UPDATE event_store SET version = 0 WHERE aggregate_id = 'p4'",
            "UPDATE event_store SET version = 1 WHERE aggregate_id = 'p4'", "refold rebuild payments"),
        store(
            "StoredEvent+Faults: have it corrected in this row, or read a copy of the store in which it is", "UPDATE event_store SET event_type = x'ff' WHERE position = 1",
            "UPDATE event_store SET event_type = 'PaymentInitiated' WHERE position = 1", "refold rebuild payments"),
        RemedyTrial(
            remedy: "VersionGaps: find out who deleted the events, and restore them from a backup of the store", before: "cp events.db backup.db", command: "refold history p1", cure: "cp backup.db events.db",
            sql: ("DELETE FROM event_store WHERE aggregate_id = 'p1' AND version = 1; UPDATE event_store SET version = 3 WHERE aggregate_id = 'p1'", "")),
        store(
            "SQLiteFailure: change what is written, or that rule of the table or of its triggers", "CREATE UNIQUE INDEX u ON event_store (event_type) WHERE event_type = 'T'", "DROP INDEX u",
            before: #"for i in 1 2; do printf '{"id":"n%s","stream":"s%s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}\n' $i $i; done > x.ndjson"#, "refold import x.ndjson"),
        store(
            "StoredEvent+Written: look for a trigger, a rule, an ON CONFLICT clause or a type of a column that cuts, pads or rounds, and take it away from that table",
            "CREATE TRIGGER t BEFORE INSERT ON event_store BEGIN SELECT RAISE(IGNORE); END", "DROP TRIGGER t",
            before: #"printf '{"id":"n","stream":"s","type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}\n' > x.ndjson"#, "refold import x.ndjson"),
        models(
            "ReadModelCatalog+Writing: drop the triggers on it, and run the command again",
            "CREATE TRIGGER t BEFORE UPDATE ON refold_generations BEGIN SELECT RAISE(IGNORE); END", "DROP TRIGGER t", before: "refold rebuild payments --through 3 --quiet", "refold catch-up payments"),
        models("SQLiteServedView: drop or rename it, or move it to another file", "DROP VIEW payments; CREATE TABLE payments (x)", "ALTER TABLE payments RENAME TO theirs", "refold catch-up payments"),
        models("GenerationTurn: run refold rebuild …", "DROP TABLE \"payments#1\"", "", before: "refold rebuild payments --through 3 --quiet", "refold catch-up payments", said: true),
        models(
            "Generation+Numbers: delete the line of \"…\" from refold_numbers: numbers go on from those in use", "UPDATE refold_numbers SET last = 9223372036854775807",
            "DELETE FROM refold_numbers WHERE projection = 'payments'", "refold rebuild payments"),
        models("Generation+Seal: run refold rebuild …, which reads all events again into a new generation", "UPDATE refold_generations SET position = 1", "", "refold catch-up payments", said: true),
        models(
            "ReadModelSchema+Catalog: use the version of refold that wrote it, or rebuild into another file or database", "UPDATE refold_columns SET type = 'zzzz'", "",
            "refold rebuild payments<<|> --read-models sqlite:other.db>>").with { $0.isByExample = true },
        models(
            "SQLiteConnection+Encoding: name another file with --read-models", "PRAGMA encoding = 'UTF-16le'; CREATE TABLE x (a)", "", before: "true", "refold rebuild payments<<|> --read-models sqlite:other.db>>"),
        models("ResolvedSelection: run refold rebuild …", "SELECT 1", "", before: "refold rebuild payment_audit --quiet", "refold query payments get p1", said: true),
        models(
            "RowReading: look for its events in the store, which may not have been written by this domain; then run refold rebuild … --accept", "UPDATE \"payments#1\" SET status = NULL", "",
            "refold query payments get p1", said: true),
        models("RowCoder: rebuild the projection with --accept", "UPDATE \"payments#1\" SET currency = 'ZZZ'", "", "refold export payments > rows.csv").with { $0.cure = "refold rebuild payments --accept" },
        RemedyTrial(
            remedy: "CalendarCutter: rebuild the projection with --accept", files: ["Reports/r.report.json5": #"{from: "payments", rows: [{month: "created_at"}], measures: {n: {count: "*"}}}"#], before: rebuilt,
            command: "refold report r", cure: "refold rebuild payments --accept", sql: ("UPDATE \"payments#1\" SET created_at = 9223372036854775807", ""), isOnReadModels: true),
        RemedyTrial(
            remedy: "StoreComparison: check --store and --read-models; if the store was replaced or restored, run refold rebuild …",
            before: "refold rebuild payments --quiet; refold seed --events 20 --seed 5 --store sqlite:other.db --quiet; mv other.db events.db", command: "refold catch-up payments", cure: "SAID"),
        RemedyTrial(
            remedy: "ProjectionStatus: check --store and --read-models, or run refold rebuild …",
            before: "refold rebuild payments --quiet; refold seed --events 20 --seed 5 --store sqlite:other.db --quiet; mv other.db events.db", command: "refold status", cure: "SAID", warns: true),
    ]
}
