import RefoldStores
import RefoldValues

extension PostgresStorePlace {
    /// Where the events of a database are, as its catalog says; the usual place if the server cannot be asked, or has none.
    ///
    /// - Parameter tables: the tables of another framework, by their names in SQL; empty for Refold's own.
    public init(in location: PostgresLocation, waits: WaitPolicy? = nil) {
        self.init()
        guard let found = try? Self.find(in: location, waits: waits) else { return }
        self = found
    }

    private static func find(in location: PostgresLocation, waits: WaitPolicy?) throws(RefoldError) -> PostgresStorePlace? {
        let connection = try PostgresConnection(location, readsOnly: true, waits: waits)
        let found = try connection.query(
            """
            SELECT n.nspname, c.relname, has_schema_privilege('public', n.oid, 'USAGE'),
              (SELECT min(q.seqrelid::regclass::text) FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                JOIN pg_sequence q ON q.seqrelid = d.refobjid WHERE f.adrelid = c.oid)
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = 'event_store' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY array_position($1::name[], n.nspname) NULLS LAST, n.nspname LIMIT 1
            """, [connection.schemas], to: "look for the event store")
        guard found.count > 0 else { return nil }
        var place = PostgresStorePlace()
        place.tables = [Table(schema: found.text(0, 0), name: found.text(0, 1))]
        place.closedSchema = found.boolean(0, 2) ? nil : found.text(0, 0)
        place.sequences = found.optional(0, 3).map { [$0] } ?? []
        return place
    }
}
