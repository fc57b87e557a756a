/// Whether the table keeps what it is given, by what the catalog says: else what was written is read back.
extension PostgresEventTable {
    /// Whether the types of all columns take any value as it is, or refuse it. One that cuts, pads or rounds is none of these.
    var keepsValues: Bool {
        !isView && PostgresEventLayout.written.allSatisfy { column in
            let (type, modifier) = (baseType(of: column), modifier(of: column))
            switch column {
            case "version": return Self.wholeTypes.contains(type) && modifier < 0
            case "occurred_at", "recorded_at": return type.hasPrefix("timestamp ") && (modifier < 0 || modifier == 6)
            case "event_data", "event_metadata": return Self.documentTypes.contains(type) && modifier < 0
            default: return Self.nameTypes.contains(type)
            }
        }
    }

    /// Whether a text that ends with a blank may lose it: `char(n)`, and `varchar(n)` past its length.
    var cutsBlanks: Bool {
        ["event_id", "aggregate_id", "event_type"].contains { baseType(of: $0) == "character" || modifier(of: $0) >= 0 }
    }

    /// Whether nothing of any text, time or number is lost, blanks at the end included.
    var keepsTexts: Bool { keepsValues && !cutsBlanks }

    /// The columns that may hold a UUID in another form than it was given.
    var uuids: Set<String> { Set(["event_id", "aggregate_id"].filter { baseType(of: $0) == "uuid" }) }

    /// An expression: whether a trigger or a rule may change, move or swallow what is inserted, into the table or one of its partitions. To be
    /// asked after a row was written: then nobody can add one before the transaction ends.
    var mayBeChanged: String {
        isView ? "true" : """
            (EXISTS (SELECT FROM pg_trigger t WHERE NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 4 <> 0
              AND NOT \(PostgresAnnouncement.isAnnouncement)
              AND (t.tgrelid = \(number) OR t.tgrelid IN (SELECT relid FROM pg_partition_tree(\(number)))))
            OR EXISTS (SELECT FROM pg_rewrite w WHERE w.ev_class = \(number) AND w.ev_type = '3'))
            """
    }

    /// Texts that are refused if they are too long.
    private static let nameTypes: Set<String> = ["text", "character varying", "character", "uuid"]
    private static let documentTypes: Set<String> = ["text", "character varying", "json", "jsonb"]
    private static let wholeTypes: Set<String> = ["bigint", "integer", "smallint", "numeric"]
}
