import RefoldStores
import RefoldValues

/// Where the table of events is, and what the role may do with it.
struct EventRightsCheck: PostgresCheck {
    let subject = "event rights"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        guard server.use.hasEvents, server.use.purpose.readsEvents else { return [] }
        let role = try server.role()
        let grants = PostgresGrants(role: role)
        let found = try tables(on: server)
        guard let table = found.first else { return [] }
        var sql: [String] = []
        if !table.hasUsage { sql.append(grants.usage(of: table.schema)) }
        let wanted = server.use.purpose == .write ? ["SELECT", "INSERT"] : ["SELECT"]
        let lacking = wanted.filter { $0 == "INSERT" ? !table.mayInsert : !table.maySelect }
        if !lacking.isEmpty { sql.append(grants.grant(lacking, on: table.schema, table.name)) }
        if server.use.purpose == .write, let sequence = table.sequence { sql.append(grants.usage(ofSequence: sequence)) }
        let name = "\(PostgresName.quoted(table.schema)).\(PostgresName.quoted(table.name))"
        guard sql.isEmpty else {
            let lacks = (table.hasUsage ? [] : ["USAGE on its schema"]) + lacking + (table.sequence == nil ? [] : ["USAGE on its sequence"])
            return [
                .missing(
                    subject, "the role \"\(role)\" lacks \(lacks.joined(separator: " and ")) for \(name)",
                    remedy: "let its owner run the SQL below", sql: sql)
            ]
        }
        guard table.isOnPath else {
            return [
                .missing(
                    subject, "\(name) is not on the search path of the role \"\(role)\", which leads to \(server.connection.schemas)",
                    remedy: "run the SQL below, and connect again", sql: [grants.path(to: table.schema)])
            ]
        }
        return [.ok(subject, "\(wanted.joined(separator: " and ")) on \(name)" + (found.count > 1 ? "; there are \(found.count) tables of that name" : ""))]
    }

    private struct Table {
        var schema: String
        var name: String
        var isOnPath: Bool
        var hasUsage: Bool
        var maySelect: Bool
        var mayInsert: Bool
        /// A sequence that the position is drawn from and that the role may not use; nil if there is none.
        var sequence: String?
    }

    /// Every table or view of Refold's own layout in the database, the one that is used first. Rights are not needed to see them.
    private func tables(on server: ExaminedServer) throws(RefoldError) -> [Table] {
        let found = try server.ask(
            """
            SELECT n.nspname, c.relname, coalesce(array_position($1::name[], n.nspname), 0), has_schema_privilege(n.oid, 'USAGE'),
              has_table_privilege(c.oid, 'SELECT'), has_table_privilege(c.oid, 'INSERT'),
              (SELECT min(q.seqrelid::regclass::text) FROM pg_attrdef f JOIN pg_depend d ON d.classid = 'pg_attrdef'::regclass AND d.objid = f.oid
                JOIN pg_sequence q ON q.seqrelid = d.refobjid WHERE f.adrelid = c.oid AND NOT has_sequence_privilege(q.seqrelid, 'USAGE'))
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relname = 'event_store' AND c.relkind IN ('r', 'p', 'v', 'm', 'f') AND n.nspname NOT LIKE 'pg\\_%'
            ORDER BY array_position($1::name[], n.nspname) NULLS LAST, n.nspname
            """, [server.connection.schemas])
        return (0..<found.count).map { row in
            Table(
                schema: found.text(row, 0), name: found.text(row, 1), isOnPath: found.integer(row, 2) > 0, hasUsage: found.boolean(row, 3),
                maySelect: found.boolean(row, 4), mayInsert: found.boolean(row, 5), sequence: found.optional(row, 6))
        }
    }
}
