import RefoldStores
import RefoldValues

/// Whether a session stays one session: a lock belongs to it, and so do its settings.
struct PoolerCheck: PostgresCheck {
    let subject = "sessions"

    /// A statement that this client has not prepared is there, or one that it has prepared is not.
    private static let statesOfOtherSession = ["42P05", "26000"]

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        // Nobody else uses it, and it ends with the session.
        let key = "\(Int64.random(in: .min ... .max))"
        let take = "SELECT pg_try_advisory_lock($1::bigint)"
        guard try server.ask(take, [key]).boolean(0, 0) else { return [] }
        defer { _ = try? server.ask("SELECT pg_advisory_unlock($1::bigint)", [key]) }
        let other = try PostgresConnection(server.location, readsOnly: true, waits: server.waits)
        let process = try server.ask("SELECT pg_backend_pid()").integer(0, 0)
        let isShared: Bool
        do throws(RefoldError) {
            isShared = try other.query(take, [key], to: "examine the server").boolean(0, 0)
        } catch where Self.statesOfOtherSession.contains(other.lastState) {
            isShared = true
        }
        guard !isShared, process == (try server.ask("SELECT pg_backend_pid()").integer(0, 0)) else {
            _ = try? other.query("SELECT pg_advisory_unlock($1::bigint)", [key], to: "examine the server")
            return [
                .missing(
                    subject, "a pooler gives the statements of one client to changing sessions, so that no lock holds",
                    remedy: "name the server itself, or a pool that keeps a session for each client")
            ]
        }
        let isDirect = Int64(server.connection.processNumber) == process
        return [.ok(subject, "a lock of one session keeps out another" + (isDirect ? "" : ", through a pooler"))]
    }
}
