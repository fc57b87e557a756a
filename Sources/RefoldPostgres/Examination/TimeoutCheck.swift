import RefoldStores
import RefoldValues

/// Settings of the role, the database or the server that would end a long run.
struct TimeoutCheck: PostgresCheck {
    let subject = "time limits"

    /// Those that a session of Refold does not set itself.
    private static let harmful = ["statement_timeout", "transaction_timeout", "idle_in_transaction_session_timeout"]

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        // What a session begins with; milliseconds.
        let found = try server.ask(
            "SELECT name, reset_val FROM pg_settings WHERE name = ANY ($1::text[]) AND reset_val <> '0' ORDER BY name",
            [PostgresName.array(Self.harmful)])
        let limits = (0..<found.count).map { (name: found.text($0, 0), value: found.text($0, 1)) }
        guard !limits.isEmpty else { return [.ok(subject, "no statement or transaction is ended by the server")] }
        let grants = PostgresGrants(role: try server.role())
        return limits.map { limit in
            .warning(
                subject, "\(limit.name) is \(limit.value) ms: a statement or a transaction of a run that takes longer is ended by the server",
                remedy: "run the SQL below, or add options=-c\(limit.name)%3D0 to the URI", sql: [grants.setting(limit.name, to: "0")])
        }
    }
}
