import Foundation
import RefoldTesting

/// A server with TLS, certificates that openssl makes for it, and roles that log in in different ways.
final class TLSServer {
    private let cluster: PostgresCluster
    let port: Int
    /// The folder of the authorities' and the client's certificates.
    var certificates: String { cluster.folder + "/certificates" }
    private var administrator: String { cluster.uri + "&port=\(port)" }

    /// What every password of the tests has in it.
    static let password = "gehe1m"

    /// Whether this machine has what the certificates are made with.
    static let canMake = FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")

    init() throws {
        port = .random(in: 20_000..<32_000)
        cluster = try PostgresCluster(settings: ["listen_addresses=127.0.0.1", "port=\(port)"])
        try shell(Self.making)
        for statement in [
            "CREATE ROLE tls LOGIN", "CREATE ROLE cert LOGIN",
            "SET password_encryption = 'scram-sha-256'; CREATE ROLE scram LOGIN PASSWORD '\(Self.password)'", "ALTER SYSTEM SET ssl_ca_file = 'ca.crt'",
        ] { _ = try PostgresCluster.psql(administrator, statement) }
    }

    /// Turns TLS on with one of the server's certificates: `server`, `expired` or `strange`.
    func present(_ certificate: String) throws {
        for (name, value) in [("ssl_cert_file", "\(certificate).crt"), ("ssl_key_file", "\(certificate).key"), ("ssl", "on")] {
            _ = try PostgresCluster.psql(administrator, "ALTER SYSTEM SET \(name) = '\(value)'")
        }
        let loaded = try PostgresCluster.psql(administrator, "SELECT pg_conf_load_time()")
        _ = try PostgresCluster.psql(administrator, "SELECT pg_reload_conf()")
        for _ in 0..<200 where try PostgresCluster.psql(administrator, "SELECT pg_conf_load_time()") == loaded { usleep(50_000) }
    }

    /// A URI of the server by a name of its host.
    ///
    /// - Parameter root: the authority by which its certificate is tried; nil for the usual place.
    func uri(as role: String, host: String = "db.test", mode: String = "verify-full", root: String? = "ca", _ more: String = "") -> String {
        let certificate = root.map { "&sslrootcert=\(certificates)/\($0).crt" } ?? ""
        return "postgresql://\(role)@\(host):\(port)/postgres?hostaddr=127.0.0.1&sslmode=\(mode)\(certificate)\(more)"
    }

    private func shell(_ script: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/bin/sh")
        process.arguments = ["-c", script, "sh", cluster.folder]
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileWriteUnknown) }
    }

    private static let making = #"""
        set -eu
        mkdir "$1/certificates" && cd "$1/certificates"
        authority() { openssl req -x509 -newkey rsa:2048 -nodes -keyout $1.key -out $1.crt -days 30 -subj "/CN=$1" 2>> log; }
        leaf() {
          openssl req -newkey rsa:2048 -nodes -keyout $1.key -out $1.csr -subj "/CN=$3" 2>> log
          printf '[ca]\ndefault_ca=d\n[d]\ndatabase=%s.index\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n[e]\nsubjectAltName=DNS:%s\n' $1 $3 > $1.cnf
          : > $1.index
          openssl ca -batch -config $1.cnf -extensions e -cert $2.crt -keyfile $2.key -in $1.csr -out $1.crt -notext -startdate 20200101000000Z -enddate $4 2>> log
          chmod 600 $1.key
        }
        authority ca; authority other
        leaf server ca db.test 21000101000000Z; leaf expired ca db.test 20210101000000Z; leaf strange other db.test 21000101000000Z; leaf client ca cert 21000101000000Z
        for name in server expired strange; do cp -p $name.crt $name.key ../data; done
        cp ca.crt ../data
        if [ "$(id -u)" -eq 0 ]; then chown postgres ../data/*.crt ../data/*.key; fi
        printf 'local all all trust\nhostssl all cert all cert\nhostssl all scram all scram-sha-256\nhostssl all tls all trust\n' > ../data/pg_hba.conf
        """#
}
