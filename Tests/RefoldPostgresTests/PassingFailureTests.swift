import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

@Suite("Failures of a server that may pass")
struct PassingFailureTests {
    private func refusal(_ said: String, isInTLS: Bool = false) -> RefoldError {
        ConnectionRefusal(said: said, isInTLS: isInTLS, mode: nil, wantsPassword: false, passwordFile: nil, rootCertificate: nil).error(at: "postgresql://host/db")
    }

    @Test(
        "A server that is down, starting or full may answer later, whatever its language",
        arguments: [
            #"connection to server at "host" (10.0.0.1), port 5432 failed: Connection refused"#,
            #"could not translate host name "host" to address: Temporary failure in name resolution"#,
            #"connection to server on socket "/s" failed: FATAL:  57P03: the database system is starting up"#,
            #"connection to server on socket "/s" failed: FATAL:  57P03: das Datenbanksystem startet"#,
            #"connection to server on socket "/s" failed: FATAL:  53300: sorry, too many clients already"#,
            #"connection to server on socket "/s" failed: ERROR:  08006: the pooler lost its server"#,
            "connection to server at \"a\", port 1 failed: Connection refused\nconnection to server at \"b\", port 1 failed: FATAL:  57P03: the database system is shutting down",
        ])
    func passes(said: String) {
        #expect(refusal(said).mayPass)
        #expect(!refusal(said).description.contains("57P03"))
    }

    @Test(
        "What a person must correct stays",
        arguments: [
            #"connection to server on socket "/s" failed: FATAL:  28P01: password authentication failed for user "ana""#,
            #"connection to server on socket "/s" failed: FATAL:  3D000: database "shop" does not exist"#,
            #"connection to server on socket "/s" failed: FATAL:  28000: role "ana" does not exist"#,
            #"connection to server on socket "/s" failed: FATAL:  28000: die Rolle »ana« darf sich nicht anmelden"#,
            #"connection to server on socket "/s" failed: FATAL:  22023: invalid value for a parameter"#,
        ])
    func stays(said: String) { #expect(!refusal(said).mayPass) }

    @Test("A failure over encryption stays; a server that closes the connection meanwhile, as one that is down behind a proxy, may pass")
    func encryption() throws {
        #expect(!refusal("SSL error: tlsv1 alert protocol version", isInTLS: true).mayPass)
        let proxy = try ClosingListener()
        for mode in ["disable", "prefer", "require"] {
            let location = try PostgresLocation("postgresql://ana@127.0.0.1:\(proxy.port)/shop?sslmode=\(mode)", from: "test")
            let error = #expect(throws: RefoldError.self) { _ = try PostgresConnection(location) }
            #expect(error?.mayPass == true, "\(mode): \(error?.description ?? "")")
        }
    }

    @Test("A real server: without one, with a role that may have no connection, without the database, with a statement at fault")
    func server() throws {
        let uri = try PostgresCluster.newDatabase()
        func failure(_ uri: String, _ sql: String = "SELECT") throws -> RefoldError? {
            do throws(RefoldError) {
                try PostgresConnection(PostgresLocation(uri, from: "test")).execute(sql, to: "ask")
                return nil
            } catch {
                return error
            }
        }
        #expect(try failure(uri) == nil)
        #expect(try failure("postgresql:///d?host=/nowhere")?.mayPass == true)
        let role = "full_" + uri.filter(\.isNumber).prefix(19)
        _ = try PostgresCluster.psql(uri, "CREATE ROLE \(role) LOGIN CONNECTION LIMIT 0")
        #expect(try failure(uri.replacing("user=postgres", with: "user=\(role)"))?.mayPass == true)
        _ = try PostgresCluster.psql(uri, "DROP ROLE \(role)")
        #expect(try failure(uri.replacing("user=postgres", with: "user=\(role)"))?.mayPass == false)
        #expect(try failure(uri.replacing("test_", with: "no_"))?.mayPass == false)
        #expect(try failure(uri, "SELECT nothing")?.mayPass == false)
        #expect(try failure(uri, "SELECT 1/0")?.mayPass == false)
    }

    @Test("A session that the server ended may be made anew, and no longer holds its lock; one that idled for too long stays so")
    func lost() throws {
        let uri = try PostgresCluster.newDatabase()
        let location = try PostgresLocation(uri, from: "test")
        let lock = try PostgresRunLock(.job("n", path: "/n.json5"), at: location)
        #expect(lock.isHeld())
        let connection = try PostgresConnection(location)
        _ = try PostgresCluster.psql(uri, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        let error = #expect(throws: RefoldError.self) { try connection.execute("SELECT", to: "ask") }
        #expect(error?.mayPass == true && error?.isOfEverything == true)
        #expect(!lock.isHeld())
        #expect(try PostgresRunLock(.job("n", path: "/n.json5"), at: location).isHeld())
        for state in ["57P04", "57P05", "25P03", "53100", "42601"] {
            #expect(!PostgresFailure(state: state, message: "", isDisconnected: state != "42601" && state != "53100").error(at: "db", operation: "ask").mayPass, "\(state)")
        }
        #expect(PostgresFailure(state: "40P01", message: "", isDisconnected: false).error(at: "db", operation: "ask").mayPass)
    }
}
