import RefoldStores
import RefoldValues

/// Whether the schema of the read models is there, and what the role may do in it.
struct ReadModelRightsCheck: PostgresCheck {
    let subject = "read-model rights"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        guard server.use.hasReadModels, [.build, .report].contains(server.use.purpose) else { return [] }
        let role = try server.role()
        let grants = PostgresGrants(role: role)
        let found = try server.ask(
            """
            SELECT has_database_privilege(current_database(), 'CREATE'), n.oid IS NOT NULL, coalesce(has_schema_privilege(n.oid, 'USAGE'), false),
              coalesce(has_schema_privilege(n.oid, 'CREATE'), false), pg_get_userbyid(t.relowner), coalesce(pg_has_role(t.relowner, 'USAGE'), true)
            FROM (SELECT 1) AS one LEFT JOIN pg_namespace n ON n.nspname = 'read_models'
              LEFT JOIN pg_class t ON t.relnamespace = n.oid AND t.relname = 'refold_generations'
            """)
        let (mayMake, isThere, hasUsage, mayCreate) = (found.boolean(0, 0), found.boolean(0, 1), found.boolean(0, 2), found.boolean(0, 3))
        guard isThere else {
            if server.use.purpose == .report {
                return [.missing(subject, "there is no schema read_models", remedy: "build read models with refold rebuild, as the role that builds")]
            }
            if mayMake { return [.ok(subject, "no schema read_models yet; the role \"\(role)\" may make it")] }
            return [
                .missing(
                    subject, "there is no schema read_models, and the role \"\(role)\" may not make one", remedy: "let an owner of the database run the SQL below",
                    sql: [grants.schema])
            ]
        }
        if server.use.purpose == .report { return try reading(hasUsage, role, grants, on: server) }
        guard found.boolean(0, 5) else {
            return [
                .missing(
                    subject, "the read models belong to the role \"\(found.text(0, 4))\", and \"\(role)\" may not write them",
                    // What a member of that role builds would belong to the member, and seals and drops go with the schema.
                    remedy: "connect as \"\(found.text(0, 4))\"")
            ]
        }
        guard hasUsage, mayCreate else {
            return [
                .missing(
                    subject, "the role \"\(role)\" may not make tables in the schema read_models", remedy: "let the owner of the schema run the SQL below",
                    sql: [grants.creation])
            ]
        }
        if !found.isNull(0, 4), let foreign = try foreign(role, grants, owner: found.text(0, 4), on: server) { return [foreign] }
        return [.ok(subject, "\"\(role)\" may make tables in the schema read_models")]
    }

    /// Tables and views of Refold's that this role may not write, as a member of the builder's role leaves them. What others keep in the schema
    /// is their own matter.
    private func foreign(_ role: String, _ grants: PostgresGrants, owner: String, on server: ExaminedServer) throws(RefoldError) -> ExaminationFinding? {
        let found = try server.ask(
            """
            SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relkind IN ('r', 'p', 'v') AND NOT pg_has_role(c.relowner, 'USAGE')
              AND (c.relname LIKE 'refold\\_%' OR c.relname LIKE '%#%'
                OR EXISTS (SELECT FROM pg_class g WHERE g.relnamespace = n.oid AND starts_with(g.relname, c.relname || '#')))
            ORDER BY c.relname
            """)
        guard found.count > 0 else { return nil }
        return .missing(
            subject, "\(found.count) of the tables and views in the schema read_models belong to other roles, and \"\(role)\" may not write them",
            remedy: "let a superuser run the SQL below", sql: (0..<found.count).map { grants.ownership(of: found.text($0, 0), to: owner) })
    }

    private func reading(_ hasUsage: Bool, _ role: String, _ grants: PostgresGrants, on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let views = try server.ask(
            """
            SELECT c.relname, has_table_privilege(c.oid, 'SELECT') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relkind = 'v' AND c.relname NOT LIKE 'refold\\_%' ORDER BY c.relname
            """)
        let all = (0..<views.count).map { (name: views.text($0, 0), isReadable: views.boolean($0, 1)) }
        let hidden = all.filter { !$0.isReadable }
        guard hasUsage, hidden.count < max(all.count, 1) else {
            return [
                .missing(
                    subject, "the role \"\(role)\" may read none of \(all.count) read models" + (hasUsage ? "" : ", nor use their schema"),
                    remedy: "let their owner run the SQL below, or the part of it for the read models that it is to see",
                    sql: (hasUsage ? [] : [grants.usage(of: "read_models")]) + all.map { grants.grant(["SELECT"], on: "read_models", $0.name) })
            ]
        }
        guard try PostgresReadModelCatalog(connection: server.connection).isReadable() else {
            return [
                .missing(
                    subject, "the role \"\(role)\" may not read the catalog, and the views for those who may not are not there",
                    remedy: "let the role that builds run refold catch-up, which makes them")
            ]
        }
        guard hidden.isEmpty else {
            return [
                .warning(
                    subject, "\"\(role)\" may read \(all.count - hidden.count) of \(all.count) read models",
                    remedy: "if it is to see more, let their owner run the part of the SQL below for those", sql: hidden.map { grants.grant(["SELECT"], on: "read_models", $0.name) })
            ]
        }
        return [.ok(subject, "SELECT on \(all.count) of \(all.count) read models")]
    }
}
