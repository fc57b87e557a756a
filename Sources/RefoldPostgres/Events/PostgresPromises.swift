/// What the schema of a store guarantees, so that the rows need not be checked.
struct PostgresPromises: Hashable {
    /// Whether every event has a position.
    var positionIsThere = false
    /// Whether positions are unique.
    var positionIsUnique = false
    /// Whether ids and the versions of a stream are unique, whoever writes.
    var identityIsUnique = false

    /// The columns of ``PostgresEventLayout``'s query that determine this, for the relation `s`: three booleans.
    ///
    /// An index of a table does not cover tables that inherit from it; one of a partitioned table covers all partitions; a partial index
    /// does not count.
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
