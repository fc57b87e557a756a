import RefoldLayouts
import RefoldStores
import RefoldValues

extension PostgresStorePlace {
    /// Where the events of a database are, as its catalog says. Rights on them are not needed.
    ///
    /// - Returns: nil if it has none.
    /// - Throws: status 2 as ``LayoutChoice/layout(in:of:at:quoting:)``; `.failed` if the server cannot be asked.
    public static func find(_ choice: LayoutChoice, in location: PostgresLocation, waits: WaitPolicy? = nil) throws(RefoldError) -> PostgresStorePlace? {
        try find(choice, on: PostgresConnection(location, readsOnly: true, waits: waits))
    }

    static func find(_ choice: LayoutChoice, on connection: PostgresConnection) throws(RefoldError) -> PostgresStorePlace? {
        if !choice.isOwn {
            let catalog = try PostgresTableCatalog.read(for: choice.candidates(for: .postgresql), onlyUsable: false, on: connection)
            if let found = try choice.layout(in: catalog, of: .postgresql, at: connection.location.name, quoting: PostgresName.quoted) {
                return try foreign(found, on: connection)
            }
        }
        return try own(on: connection)
    }

    /// Refold's own table, the one that is used first.
    private static func own(on connection: PostgresConnection) throws(RefoldError) -> PostgresStorePlace? {
        let found = try connection.query(
            """
            SELECT *, sequence::regclass::text FROM (
            SELECT n.nspname, has_schema_privilege('public', n.oid, 'USAGE'),
              (SELECT min(q.seqrelid) FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                JOIN pg_sequence q ON q.seqrelid = d.refobjid WHERE f.adrelid = c.oid) AS sequence, count(*) OVER ()
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = $2 AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY array_position($1::name[], n.nspname) NULLS LAST, n.nspname LIMIT 1) AS found
            """, [connection.schemas, LayoutChoice.ownTable], to: operation)
        guard found.count > 0 else { return nil }
        var place = PostgresStorePlace()
        place.tables = [Table(schema: found.text(0, 0), name: LayoutChoice.ownTable)]
        place.closedSchemas = found.boolean(0, 1) ? [] : [found.text(0, 0)]
        if let number = found.optional(0, 2) { place.sequences = [Sequence(name: found.text(0, 4), number: number)] }
        place.places = Int(found.integer(0, 3))
        return place
    }

    /// The tables by which another framework's store was found; those that its writers write to if a layout file names none to find.
    private static func foreign(_ layout: FoundLayout, on connection: PostgresConnection) throws(RefoldError) -> PostgresStorePlace {
        var place = PostgresStorePlace()
        (place.description, place.tables, place.isWhole) = (layout.description, [], layout.schema != nil)
        let found = try connection.query(
            """
            SELECT n.nspname, c.relname, has_schema_privilege('public', n.oid, 'USAGE'),
              EXISTS (SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.atttypid = 'oid'::regtype)
            FROM unnest($1::text[]) WITH ORDINALITY AS t (name, number) JOIN pg_class c ON true JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE CASE
              WHEN $2::name IS NOT NULL THEN c.relname = t.name AND n.nspname = $2
              ELSE c.oid = coalesce(to_regclass(t.name), (
                SELECT to_regclass(quote_ident(s) || '.' || t.name) AS r FROM unnest($3::name[]) WITH ORDINALITY AS p (s, k)
                WHERE to_regclass(quote_ident(s) || '.' || t.name) IS NOT NULL ORDER BY k LIMIT 1))
              END
            ORDER BY t.number
            """, [PostgresName.array(layout.schema == nil ? layout.writers : layout.tables), layout.schema, connection.schemas], to: operation)
        for row in 0..<found.count {
            place.tables.append(Table(schema: found.text(row, 0), name: found.text(row, 1)))
            // Columns of this type are read as large objects.
            if found.boolean(row, 3) { place.hasLargeObjects = true }
            if !found.boolean(row, 2), !place.closedSchemas.contains(found.text(row, 0)) { place.closedSchemas.append(found.text(row, 0)) }
        }
        return place
    }

    private static let operation = "look for the event store"
}
