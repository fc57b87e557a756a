import RefoldLayouts
import RefoldStores
import RefoldValues

/// Asks a PostgreSQL server what a run would need of it.
public struct PostgresExamination: DatabaseExamination {
    private let location: PostgresLocation
    private let choice: LayoutChoice?
    private let waits: WaitPolicy?

    /// - Parameters:
    ///   - choice: how the layout of the events is chosen; nil if that is not known, and the rights on them are not looked at.
    ///   - waits: how it waits for locks.
    public init(_ location: PostgresLocation, _ choice: LayoutChoice?, waits: WaitPolicy? = nil) {
        self.location = location
        self.choice = choice
        self.waits = waits
    }

    /// What of a server is looked at, in this order.
    private static let checks: [any PostgresCheck] = [
        ServerCheck(), RoleCheck(), EncodingCheck(), EventRightsCheck(), ReadModelRightsCheck(), TimeoutCheck(), ConnectionCheck(), PoolerCheck(),
        OldTransactionCheck(), RunLockCheck(), ServerClockCheck(), ServerDiskCheck(),
    ]

    public func findings(of use: ExaminedUse) -> [ExaminationFinding] {
        do throws(RefoldError) {
            let server = ExaminedServer(try PostgresConnection(location, readsOnly: true, waits: waits), at: location, choice, waits: waits, of: use)
            return Self.checks.flatMap { check in
                do throws(RefoldError) { return try check.findings(on: server) } catch { return .missing(check.subject, error) }
            } + PasswordFile(of: location).findings
        } catch {
            return .missing("server", error) + PasswordFile(of: location).findings
        }
    }
}

/// A server that answers, and what is to be done there.
struct ExaminedServer {
    let connection: PostgresConnection
    let location: PostgresLocation
    let choice: LayoutChoice?
    let waits: WaitPolicy?
    let use: ExaminedUse

    init(_ connection: PostgresConnection, at location: PostgresLocation, _ choice: LayoutChoice?, waits: WaitPolicy?, of use: ExaminedUse) {
        self.connection = connection
        self.location = location
        self.choice = choice
        self.waits = waits
        self.use = use
    }

    func ask(_ sql: String, _ parameters: [String?] = []) throws(RefoldError) -> PostgresResult {
        try connection.query(sql, parameters, to: "examine the server")
    }

    /// The name of the role whose rights count.
    func role() throws(RefoldError) -> String { try ask("SELECT current_user").text(0, 0) }
}

/// One thing that is looked at on a server. It may fail without the others.
protocol PostgresCheck: Sendable {
    /// What it is about, for its own failure.
    var subject: String { get }
    func findings(on server: ExaminedServer) throws(RefoldError) -> [ExaminationFinding]
}
