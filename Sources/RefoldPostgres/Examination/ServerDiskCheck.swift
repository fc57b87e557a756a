import RefoldStores
import RefoldValues

/// What the read models take on the server. How much room is left there nobody can see from here.
struct ServerDiskCheck: PostgresCheck {
    let subject = "server disk"

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        guard server.use.hasReadModels, server.use.purpose == .build else { return [] }
        let found = try server.ask(
            """
            SELECT pg_size_pretty(coalesce(sum(pg_total_relation_size(c.oid)), 0)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relkind IN ('r', 'm')
            """)
        return [.ok(subject, "read models take \(found.text(0, 0)), and a rebuild needs as much again; what is free there cannot be seen from here")]
    }
}
