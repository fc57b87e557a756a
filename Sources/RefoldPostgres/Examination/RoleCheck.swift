import RefoldStores
import RefoldValues

/// Whose rights count.
struct RoleCheck: PostgresCheck {
    let subject = "role"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let found = try server.ask(
            """
            SELECT current_user, session_user, a.rolsuper OR s.rolsuper, a.rolcreatedb OR a.rolcreaterole OR a.rolreplication
            FROM pg_roles a, pg_roles s WHERE a.rolname = current_user AND s.rolname = session_user
            """)
        let name = found.text(0, 0) == found.text(0, 1) ? "\"\(found.text(0, 0))\"" : "\"\(found.text(0, 0))\", by SET ROLE from \"\(found.text(0, 1))\""
        guard !found.boolean(0, 2) else {
            return [
                .warning(
                    subject, "\(name) is a superuser: what anybody puts into the database could run with all rights, so Refold refuses much of it",
                    remedy: "connect as a role with no more rights than it needs: refold doctor --grants \(server.use.purpose.rawValue) prints its SQL")
            ]
        }
        return [.ok(subject, name + (found.boolean(0, 3) ? ", which may also make roles or databases, or replicate" : ", no superuser"))]
    }
}
