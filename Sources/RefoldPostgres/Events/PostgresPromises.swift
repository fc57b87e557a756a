/// What the schema of a store promises by itself, so that nobody need look at the rows.
struct PostgresPromises: Hashable {
    /// Whether no position can be missing.
    var positionIsThere = false
    /// Whether no position can be there twice.
    var positionIsUnique = false
    /// Whether neither an id nor a stream's version can be there twice, whoever writes.
    var identityIsUnique = false

    /// The columns of ``PostgresEventLayout``'s question that say so, of the relation `s`: three booleans.
    ///
    /// An index of a table says nothing of the tables that inherit from it, those of a partitioned table all; one of some rows says nothing.
    static let columns = """
        EXISTS (SELECT FROM pg_attribute p WHERE p.attrelid = s.oid AND p.attname = 'position' AND p.attnotnull AND s.relkind IN ('r', 'p')),
        \(isUnique(["position"])), \(isUnique(["event_id"])) AND \(isUnique(["aggregate_id", "version"]))
        """

    private static func isUnique(_ columns: [String]) -> String {
        let list = columns.map { "'\($0)'" }.joined(separator: ", ")
        return """
            EXISTS (SELECT FROM pg_index i WHERE i.indrelid = s.oid AND i.indisunique AND i.indisvalid AND i.indpred IS NULL
              AND i.indnkeyatts = \(columns.count) AND (s.relkind = 'p' OR NOT EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = s.oid))
              AND \(columns.count) = (SELECT count(*) FROM pg_attribute p WHERE p.attrelid = s.oid AND p.attname IN (\(list))
                AND p.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])))
            """
    }
}
