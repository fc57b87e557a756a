import Foundation
import RefoldTesting
import Testing

@Suite("TLS and passwords of a real server", .enabled(if: TLSServer.canMake))
struct TLSTests {
    /// Expects that a command and the examination end alike: connected, or with these words and never the password.
    private func expect(_ sandbox: Sandbox, _ uri: String, _ words: [String]?, before: String = "true") throws {
        for command in ["refold query payments get p1 --read-models '\(uri)'", "refold doctor --for report --read-models '\(uri)'"] {
            let run = try sandbox.run("\(before); \(command)")
            let said = run.error + run.output
            #expect(!said.contains(TLSServer.password) && !said.contains("falsch"), "\(said)")
            guard let words else {
                #expect(!said.contains("cannot connect") && !said.contains("the server wants") && !said.contains("the server refuses"), "\(said)")
                #expect(said.contains("there is no schema read_models") || said.contains("served"), "\(said)")
                continue
            }
            #expect(run.status == (command.contains("doctor") ? 3 : 1), "\(run.status) \(said)")
            for word in words { #expect(said.contains(word), "\(uri): \(said)") }
        }
    }

    @Test("A server without TLS, a right certificate, another name, no or another authority, and an expired one: each message says which, and what it says to do helps")
    func certificates() throws {
        let (sandbox, server) = (try Sandbox(), try TLSServer())
        try expect(sandbox, server.uri(as: "tls", mode: "require"), ["the server has no TLS, which sslmode asks for", "set ssl = on"])
        try server.present("server")
        // For a user without an entry libpq says last that there is none without TLS.
        try expect(sandbox, server.uri(as: "stranger", mode: "prefer"), ["the server refuses this user", "check the user, the password"])
        try expect(sandbox, server.uri(as: "tls", mode: "require"), nil)
        try expect(sandbox, server.uri(as: "tls"), nil)
        try expect(
            sandbox, server.uri(as: "tls", host: "other.test"), [#"is for another name than that of the host: "db.test" does not match host name "other.test""#, "hostaddr=ADDRESS"])
        try expect(sandbox, server.uri(as: "tls", root: nil), ["there is no file", "/.postgresql/root.crt by which the server's certificate could be checked", "sslrootcert=FILE"])
        try expect(sandbox, server.uri(as: "tls", root: "nothing"), ["there is no file \(server.certificates)/nothing.crt by which"])
        try expect(sandbox, server.uri(as: "tls", root: "other"), ["does not hold: it has expired, or nobody in \(server.certificates)/other.crt has signed it"])
        try expect(sandbox, server.uri(as: "tls", mode: "disable"), ["the server refuses this user without TLS", "sslmode=verify-full"])
        // What is said to do about a missing authority, in its usual place.
        try expect(sandbox, server.uri(as: "tls", root: nil), nil, before: "mkdir -p ~/.postgresql; cp \(server.certificates)/ca.crt ~/.postgresql/root.crt")
        for certificate in ["expired", "strange"] {
            try server.present(certificate)
            try expect(sandbox, server.uri(as: "tls"), ["the server's certificate does not hold", "renewed"])
        }
        try server.present("server")
        try expect(sandbox, server.uri(as: "tls"), nil)
    }

    @Test("A server that wants a client's certificate takes the right one, and says that one is missing, is another's, or lacks its key")
    func clients() throws {
        let (sandbox, server) = (try Sandbox(), try TLSServer())
        try server.present("server")
        let wanted = ["the server wants a certificate of this client", "sslcert=FILE and sslkey=FILE"]
        func own(_ certificate: String, key: String? = nil) -> String {
            "&sslcert=\(server.certificates)/\(certificate).crt&sslkey=\(server.certificates)/\(key ?? certificate).key"
        }
        try expect(sandbox, server.uri(as: "cert"), wanted)
        try expect(sandbox, server.uri(as: "cert", own("server")), wanted)
        try expect(sandbox, server.uri(as: "cert", own("strange")), wanted)
        try expect(sandbox, server.uri(as: "cert", own("client", key: "nothing")), wanted)
        try expect(sandbox, server.uri(as: "cert", own("client")), nil)
    }

    @Test("SCRAM takes the right password from the environment, the file of passwords and a service, and none that others could read")
    func passwords() throws {
        let (sandbox, server) = (try Sandbox(), try TLSServer())
        try server.present("server")
        let uri = server.uri(as: "scram")
        try expect(sandbox, uri, ["the server wants a password", "~/.pgpass (PGPASSFILE) or the environment variable PGPASSWORD"])
        try expect(sandbox, uri, ["the server refuses this user", "check the user, the password"], before: "export PGPASSWORD=falsch")
        // libpq tries a wrong one again without TLS, which the server refuses for another reason.
        try expect(sandbox, server.uri(as: "scram", mode: "prefer"), ["the server refuses this user", "check the user, the password"], before: "export PGPASSWORD=falsch")
        try expect(sandbox, uri, nil, before: "export PGPASSWORD=\(TLSServer.password)")
        let line = "db.test:\(server.port):postgres:scram:\(TLSServer.password)"
        try expect(sandbox, uri, nil, before: "echo '\(line)' > ~/.pgpass; chmod 600 ~/.pgpass")
        let loose = ["/.pgpass is not read, since others than its owner may read or write it", "run chmod 600 /SANDBOX/.pgpass"]
        try expect(sandbox, uri, loose, before: "chmod 640 ~/.pgpass")
        try expect(sandbox, uri, nil, before: "chmod 600 ~/.pgpass")
        // One that nothing needs is a warning of the examination alone.
        let warned = try sandbox.run("chmod 644 ~/.pgpass; refold doctor --for report --read-models '\(server.uri(as: "tls"))'")
        #expect(warned.output.contains("warning  password file"), "\(warned.output)")
        try expect(sandbox, uri, nil, before: "rm -f ~/.pgpass; echo '\(line)' > secret; chmod 600 secret; export PGPASSFILE=$PWD/secret")
        try expect(sandbox, uri, ["run chmod 600 '/SANDBOX/my secret'"], before: "cp secret ~/'my secret'; chmod 644 ~/'my secret'; export PGPASSFILE=\"$HOME/my secret\"")
        // A link has no rights of its own.
        try expect(sandbox, uri, nil, before: "ln -sf $PWD/secret ~/.pgpass")
        let linked = try sandbox.run("ln -sf $PWD/secret ~/.pgpass; refold doctor --for report --read-models '\(server.uri(as: "tls"))'; rm ~/.pgpass")
        #expect(!linked.output.contains("password file"), "\(linked.output)")
        try sandbox.write(
            [
                "[finance]", "host=db.test", "hostaddr=127.0.0.1", "port=\(server.port)", "dbname=postgres", "user=scram", "password=\(TLSServer.password)", "sslmode=verify-full",
                "sslrootcert=\(server.certificates)/ca.crt",
            ], to: "services")
        try expect(sandbox, "postgresql:///?service=finance", nil, before: "export PGSERVICEFILE=$PWD/services")
    }
}
