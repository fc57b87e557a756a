import RefoldValues

/// Rows that policies hide from a role. Sessions set `row_security = off`, so the server refuses a statement that would skip rows.
enum PostgresRowSecurity {
    /// The SQLSTATE of that refusal, which is also that of a missing privilege.
    static let state = "42501"

    /// The error for such a refusal; nil if no policy can be its reason, or if this cannot be found out.
    ///
    /// Queried in a session of its own, because the refused one may be in a failed transaction.
    static func error(at location: PostgresLocation, operation: String) -> RefoldError? {
        do throws(RefoldError) {
            let connection = try PostgresConnection(location, readsOnly: true)
            return try error(asking: connection, operation: operation)
        } catch {
            return nil
        }
    }

    private static func error(asking connection: PostgresConnection, operation: String) throws(RefoldError) -> RefoldError? {
        let found: PostgresResult
        do throws(PostgresFailure) {
            found = try connection.attempt(question, [connection.schemas])
        } catch {
            return nil
        }
        guard found.count > 0 else { return nil }
        let table = PostgresName.quoted(found.text(0, 0)) + "." + PostgresName.quoted(found.text(0, 1))
        let (role, isForced) = (found.text(0, 2), found.boolean(0, 3))
        return RefoldError(
            .failed, "cannot \(operation): row level security of the table \(table) hides rows from the role \"\(role)\", so that results would lack them",
            at: .named(connection.location.name), expected: "a role that sees all rows",
            remedy: isForced
                ? "use a role with BYPASSRLS, or run ALTER TABLE \(table) DISABLE ROW LEVEL SECURITY"
                : "use the owner of the table or a role with BYPASSRLS, or run ALTER TABLE \(table) DISABLE ROW LEVEL SECURITY")
    }

    /// From the relations that Refold reads down to the tables, each with the role whose privileges count: for a view its owner, or the
    /// caller if the view is a security invoker. Policies of partitions do not apply to queries on the parent.
    private static let question = """
        WITH RECURSIVE r (oid, role) AS (
          SELECT c.oid, (SELECT a.oid FROM pg_roles a WHERE a.rolname = current_user) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
          WHERE n.nspname = 'read_models' OR c.relname IN ('event_store', 'user_access') AND n.nspname = ANY ($1::name[])
          UNION
          SELECT d.refobjid, CASE WHEN EXISTS (
            SELECT FROM unnest(c.reloptions) AS o WHERE lower(o) IN ('security_invoker=true', 'security_invoker=on', 'security_invoker=yes', 'security_invoker=1'))
            THEN r.role ELSE c.relowner END
          FROM r JOIN pg_class c ON c.oid = r.oid AND c.relkind = 'v' JOIN pg_rewrite w ON w.ev_class = c.oid
            JOIN pg_depend d ON d.classid = 'pg_rewrite'::regclass AND d.objid = w.oid AND d.refclassid = 'pg_class'::regclass)
        SELECT n.nspname, c.relname, a.rolname, c.relforcerowsecurity
        FROM r JOIN pg_class c ON c.oid = r.oid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_roles a ON a.oid = r.role
        WHERE c.relrowsecurity AND NOT a.rolsuper AND NOT a.rolbypassrls AND (c.relforcerowsecurity OR NOT pg_has_role(a.oid, c.relowner, 'USAGE'))
        ORDER BY n.nspname, c.relname LIMIT 1
        """
}
