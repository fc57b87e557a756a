import RefoldStores
import RefoldValues

/// Where the tables of events are, and what the role may do with them.
struct EventRightsCheck: PostgresCheck {
    let subject = "event rights"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        guard server.use.hasEvents, server.use.purpose.readsEvents, let choice = server.choice,
            let place = try PostgresStorePlace.find(choice, on: server.connection)
        else { return [] }
        guard !place.tables.isEmpty else { return [.ok(subject, "not looked at: the layout does not name the tables that its SELECT reads")] }
        let writes = server.use.purpose == .write
        if writes, let description = place.description { return .missing(subject, .readOnly(description, at: server.connection.location.name)) }
        let role = try server.role()
        let grants = PostgresGrants(role: role)
        let wanted = writes ? ["SELECT", "INSERT"] : ["SELECT"]
        let tables = try tables(of: place, on: server)
        var (sql, lacks): ([String], [String]) = ([], [])
        for schema in Set(tables.filter { !$0.hasUsage }.map(\.schema)).sorted() {
            sql.append(grants.usage(of: schema))
            lacks.append("USAGE on the schema \(PostgresName.quoted(schema))")
        }
        for table in tables {
            let lacking = wanted.filter { $0 == "INSERT" ? !table.mayInsert : !table.maySelect }
            guard !lacking.isEmpty else { continue }
            sql.append(grants.grant(lacking, on: table.schema, table.name))
            lacks.append("\(lacking.joined(separator: " and ")) for \(table.title)")
        }
        for sequence in writes ? try unusable(place.sequences, on: server) : [] {
            sql.append(grants.usage(ofSequence: sequence))
            lacks.append("USAGE on its sequence")
        }
        let what = "the role \"\(role)\" lacks "
        if place.hasLargeObjects, try !mayReadLargeObjects(on: server) {
            return [
                .missing(
                    subject, what + (lacks + ["SELECT for the large objects of the payloads"]).joined(separator: ", "),
                    remedy: "let a superuser run the SQL below: the role may then change large objects, too", sql: sql + [grants.largeObjects])
            ]
        }
        guard sql.isEmpty else { return [.missing(subject, what + lacks.joined(separator: ", "), remedy: "let its owner run the SQL below", sql: sql)] }
        let names = tables.map(\.title).joined(separator: ", ")
        // The tables of other frameworks are read wherever they are.
        if place.description == nil, let table = tables.first(where: { !$0.isOnPath }) {
            return [
                .missing(
                    subject, "\(names) is not on the search path of the role \"\(role)\", which leads to \(server.connection.schemas)",
                    remedy: "run the SQL below, and connect again", sql: [grants.path(to: table.schema)])
            ]
        }
        return [.ok(subject, "\(wanted.joined(separator: " and ")) on \(names)" + (place.places > 1 ? "; there are \(place.places) tables of that name" : "")
                + (place.isWhole ? "" : "; others that the layout's SELECT reads were not looked at"))]
    }

    private struct Table {
        var schema: String
        var name: String
        var isOnPath: Bool
        var hasUsage: Bool
        var maySelect: Bool
        var mayInsert: Bool

        var title: String { "\(PostgresName.quoted(schema)).\(PostgresName.quoted(name))" }
    }

    private func tables(of place: PostgresStorePlace, on server: ExaminedServer) throws(RefoldError) -> [Table] {
        let found = try server.ask(
            """
            SELECT n.nspname, c.relname, n.nspname = ANY ($1::name[]), has_schema_privilege(n.oid, 'USAGE'),
              has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT')
            FROM unnest($2::name[], $3::name[]) WITH ORDINALITY AS t (schema, name, number)
              JOIN pg_namespace n ON n.nspname = t.schema JOIN pg_class c ON c.relnamespace = n.oid AND c.relname = t.name
            ORDER BY t.number
            """,
            [server.connection.schemas, PostgresName.array(place.tables.map(\.schema)), PostgresName.array(place.tables.map(\.name))])
        return (0..<found.count).map { row in
            Table(
                schema: found.text(row, 0), name: found.text(row, 1), isOnPath: found.boolean(row, 2), hasUsage: found.boolean(row, 3),
                maySelect: found.boolean(row, 4), mayInsert: found.boolean(row, 5))
        }
    }

    private func mayReadLargeObjects(on server: ExaminedServer) throws(RefoldError) -> Bool {
        try server.ask(
            """
            SELECT current_setting('lo_compat_privileges')::boolean OR NOT EXISTS (
              SELECT FROM pg_largeobject_metadata m WHERE NOT pg_has_role(m.lomowner, 'USAGE') AND NOT EXISTS (
                SELECT FROM aclexplode(m.lomacl) a WHERE a.privilege_type = 'SELECT' AND (a.grantee = 0 OR pg_has_role(a.grantee, 'USAGE'))))
            """).boolean(0, 0)
    }

    private func unusable(_ sequences: [PostgresStorePlace.Sequence], on server: ExaminedServer) throws(RefoldError) -> [String] {
        let found = try server.ask(
            "SELECT number FROM unnest($1::oid[]) AS t (number) WHERE NOT has_sequence_privilege(number, 'USAGE')", [PostgresName.array(sequences.map(\.number))])
        let numbers = (0..<found.count).map { found.text($0, 0) }
        return sequences.filter { numbers.contains($0.number) }.map(\.name)
    }
}
