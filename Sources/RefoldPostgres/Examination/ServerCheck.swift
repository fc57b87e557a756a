// Unsafe here: asks libpq for the version of the server.
import CLibPQ
import RefoldStores
import RefoldValues

/// Which server it is, which version, and whether it may be asked for more than reading.
struct ServerCheck: PostgresCheck {
    let subject = "server"

    /// The versions that Refold is tried with.
    private static let tried = 13...15

    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding] {
        let found = try server.ask("SELECT current_setting('server_version'), pg_is_in_recovery()")
        let version = Int(unsafe PQserverVersion(server.connection.handle)) / 10000
        let isTried = Self.tried.contains(version)
        var findings: [ExaminationFinding] = [
            .ok(
                subject, "\(server.location.name), PostgreSQL \(found.text(0, 0))"
                    + (isTried ? "" : ", which is not among those that are tried (\(Self.tried.lowerBound) to \(Self.tried.upperBound))"))
        ]
        if found.boolean(0, 1), server.use.purpose != .report {
            findings.append(
                .missing(
                    subject, "it is a standby, which takes no changes and does not show who is writing",
                    remedy: "name the primary server as the store; reports may read here: --read-models"))
        }
        return findings
    }
}
