/// Faults of layouts, and of the stores of other frameworks that they read.
extension RemedyTrials {
    private static let table = "CREATE TABLE log (no INTEGER, account TEXT, what TEXT, body TEXT, at TEXT, deleted INTEGER NOT NULL DEFAULT 0)"

    /// A layout for the table, with one part otherwise.
    private static func layout(
        position: String = "no", type: String = "what", at: String = "at", rest: String = "", keys: String = "", database: String = "sqlite"
    ) -> String {
        """
        {name: "log", database: "\(database)", \(keys)
          select: "SELECT \(position) AS position, NULL AS event_id, account AS stream, NULL AS version, \(type) AS type, body AS data, NULL AS metadata, \(at) AS occurred_at, NULL AS recorded_at FROM log\(rest)"}
        """
    }

    private static let time = "'2024-03-01T09:30:00Z'"

    /// A fault of a store in SQLite, which `refold events` finds.
    private static func read(_ remedy: String, _ layout: String, rows: String = "(1, 'a', 'T', '{}', \(time), 0)", cure: String = "", flags: String = "") -> RemedyTrial {
        RemedyTrial(
            remedy: remedy, files: ["log.layout.json5": layout], before: "rm events.db", command: "refold events --layout log.layout.json5\(flags)", cure: cure,
            sql: ("\(table); INSERT INTO log VALUES \(rows)", ""), isByExample: true)
    }

    /// The same on PostgreSQL, with a sequence.
    private static func server(_ remedy: String, _ layout: String, rows: String = "(1, 'a', 'T', '{}', \(time), 0)", before: String = "", cure: String = "") -> RemedyTrial {
        let made = "CREATE SEQUENCE s; CREATE TABLE log (no bigint DEFAULT nextval('s'), account text, what text, body text, at text, deleted int)"
        return RemedyTrial(
            remedy: remedy, files: ["log.layout.json5": layout], before: ": STORE; sql \"\(made); INSERT INTO log VALUES \(rows); SELECT setval('s', 1)\(before)\"",
            command: "refold events --layout log.layout.json5", cure: cure.isEmpty ? "" : "sql \"\(cure)\"", isByExample: true)
    }

    private static let theirs = "CREATE TABLE stored_events (originator_id TEXT, originator_version INTEGER, topic TEXT, state BLOB)"

    /// A store of a framework, and a choice of a layout for it.
    private static func chosen(_ remedy: String, _ command: String, cure: String = "", keeping: Bool = false, files: [String: String] = [:]) -> RemedyTrial {
        RemedyTrial(remedy: remedy, files: files, before: keeping ? "true" : "rm events.db", command: command, cure: cure, sql: (theirs, ""), isByExample: true)
    }

    static let layouts = finding + rows + texts + [
        RemedyTrial(
            remedy: "CommandContext: use refold rebuild, which reads all events anew",
            files: [
                "log.layout.json5": layout(keys: "order: [\"stream\"],"),
                "Reports/p.projection.json5": #"{name: "p", version: 1, key: "@stream", columns: {n: "integer"}, on: {T: {n: {add: 1}}}}"#,
            ], before: "rm events.db", command: "refold <<catch-up|>rebuild>> p --layout log.layout.json5",
            sql: ("\(table); INSERT INTO log VALUES (1, 'a', 'T', '{}', \(time), 0)", "")),
        chosen(
            "ForeignEventStore: name another file or database to write to", "refold import x.ndjson --store sqlite:<<events|>other>>.db",
            files: ["x.ndjson": #"{"id":"e1","stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00Z","data":{}}"# + "\n"]),
        server(
            "PostgresBound: move it forward with setval, past the last position", layout(keys: "writers: {tables: [\"log\"]},", database: "postgresql"),
            rows: "(1, 'a', 'T', '{}', \(time), 0), (3, 'a', 'T', '{}', \(time), 0)", cure: "SELECT setval('s', 3)"),
        server(
            "PostgresBound: state firstPosition: 0 in a layout file, or leave those events out in its SELECT",
            layout(keys: "writers: {tables: [\"log\"]}, firstPosition: <<1|>0>>,", database: "postgresql"), rows: "(0, 'a', 'T', '{}', \(time), 0)"),
    ]

    private static let finding = [
        chosen("LayoutChoice: choose it with …", "refold events<<|> --layout refold>>", keeping: true),
        chosen("LayoutChoice: list the layouts with refold layouts", "refold events --layout <<marten|>pyeventsourcing>>", cure: "refold layouts"),
        chosen(
            "LayoutChoice: write its tables into a layout file: refold layouts … > my.layout.json5", "refold events --layout <<broadway|>own.layout.json5>>",
            cure: "refold layouts pyeventsourcing --database sqlite > own.layout.json5"),
        chosen("Settings+Store: list them with refold layouts", "refold events --layout <<zzzzzzzz|>pyeventsourcing>>", cure: "refold layouts"),
        RemedyTrial(remedy: "LayoutsVerb: leave --database out", command: "refold layouts marten<< --database sqlite|>>>", isByExample: true),
        RemedyTrial(remedy: "LayoutsVerb: name one layout", command: "refold layouts marten<< broadway|>>>", isByExample: true),
    ]

    private static let rows = [
        read("LayoutDecoder: cut such times off with --times truncate", layout(), rows: "(1, 'a', 'T', '{}', '2024-03-01T09:30:00.1234567Z', 0)", flags: "<<|> --times truncate>>"),
        read(
            #"LayoutDecoder: leave such events out with unreadable: "skip", or by its SELECT, in …"#,
            layout(keys: "unreadable: \"<<refuse|>skip>>\","), rows: "(1, 'a', 'T', 'nothing', \(time), 0)"),
        read(
            "LayoutDecoder: let the SELECT give one row for each event, of one tenant if each has its own positions, in …",
            layout(rest: "<<|> WHERE account = 'a'>>"), rows: "(1, 'a', 'T', '{}', \(time), 0), (1, 'b', 'T', '{}', \(time), 0)"),
        read(
            "LayoutDecoder: let the SELECT give the time that is meant, in …",
            layout(at: "<<at|>CASE at WHEN 'soon' THEN \(time) ELSE at END>>"), rows: "(1, 'a', 'T', '{}', 'soon', 0)"),
        read("LayoutDecoder: let the SELECT give one, in …", layout(at: "<<at|>coalesce(at, \(time))>>"), rows: "(1, 'a', 'T', '{}', NULL, 0)"),
        read("LayoutDecoder: state it in …", layout(at: "1709285400", keys: "<<|>timeUnit: \"s\",>>")),
        read("RefoldError+Layouts: leave rows without one out in the SELECT of a layout file", layout(rest: "<<|> WHERE no IS NOT NULL>>"), rows: "(NULL, 'a', 'T', '{}', \(time), 0)"),
        read("RefoldError+Layouts: leave such rows out in the SELECT of a layout file", layout(rest: "<<|> WHERE what <> ''>>"), rows: "(1, 'a', NULL, '{}', \(time), 0)"),
    ]

    private static let texts = [
        server("LayoutParser: name the table whose writers add events", layout(keys: "<<|>writers: {tables: [\"log\"]},>>", database: "postgresql")),
        server(
            "LayoutParser: put it first there",
            layout(rest: "", keys: "order: [<<\"version\", \"tx\"|>\"tx\", \"version\">>], horizon: \"tx\",", database: "postgresql").replacing("NULL AS recorded_at", with: "NULL AS recorded_at, '1'::xid8 AS tx")),
        read("LayoutParser: remove it", layout(keys: "<<gapWait: 5,|>>>")),
        read("LayoutParser: write the other one's name", layout(keys: "find: {\"lo%\": [\"no\"]<<, \"l%\": [\"no\"]|>>>},")),
        read(
            "LayoutDecoder: leave events without it out in the SELECT, in …",
            layout(at: "NULL", rest: "<<|> WHERE body <> '{}'>>", keys: "occurredAt: \"$.at\","), rows: "(1, 'a', 'T', '{}', '', 0), (2, 'a', 'T', '{\"at\":\"2024-03-01T09:30:00Z\"}', '', 0)"),
        read(
            "LayoutDecoder: read such events without their metadata by unreadable: \"skip\", or let the SELECT yield NULL for it, in …",
            layout().replacing("NULL AS metadata", with: "<<'--- x'|>NULL>> AS metadata"), flags: " --format ndjson"),
        read("StoredEvent+Faults: state firstVersion in the layout file, or let its SELECT yield NULL for such a version", layout(keys: "<<|>firstVersion: 0,>>").replacing("NULL AS version", with: "0 AS version")),
        read("LayoutChoice: correct find in …", layout(keys: "find: {<<logs|>log>>: [\"no\"]},")),
        server(
            "PostgresPositionSource: name the sequence in the layout file: writers: {tables: […], sequence: \"app.events_id_seq\"}",
            layout(keys: "writers: {tables: [\"v\"]<<|>, sequence: \"s\">>},", database: "postgresql"), before: "; CREATE TABLE v (no int)"),
        read("SelectText: leave it out, with what comes after it", layout(rest: "<<; DELETE FROM log|>>>")),
        read("LayoutParser: name the columns of the order in order, and let Refold number the events", layout(position: "<<row_number() OVER (ORDER BY no)|>no>>")),
        read("LayoutParser: write its value", layout(position: "<<?1|>no>>")),
        read("SelectText: write its value", layout(position: "<<$1|>no>>")),
        server(
            "PostgresBound: leave that event out in the SELECT of a layout file",
            layout(rest: "<<|> WHERE no < 100>>", keys: "writers: {tables: [\"log\"]}, firstPosition: 0,", database: "postgresql"),
            rows: "(9223372036854775807, 'a', 'T', '{}', \(time), 0)").with { $0.command = "refold status --layout log.layout.json5" },
        server(
            "PostgresPositionSource: name the one of the positions in the layout file, as writers: {sequence: …}",
            layout(keys: "writers: {tables: [\"v\"]<<|>, sequence: \"s\">>},", database: "postgresql"),
            before: "; CREATE SEQUENCE t; CREATE TABLE v (a int DEFAULT nextval('s'), b int DEFAULT nextval('t'))"),
        read("SelectText: write the letters themselves", layout(position: "<<U&\\\"n\\\\006f\\\"|>no>>")),
        read("RefoldError+Layouts: correct …: names stand as in SQL, with their schema, and in double quotes if they have capitals; refold layouts marten prints an example", layout(position: "<<number|>no>>"), cure: "refold layouts marten"),
    ]
}
