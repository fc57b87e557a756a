import Testing

@testable import RefoldCLI

@Suite("Passwords in arguments")
struct CommandLineSecretsTests {
    @Test(
        "The password of a database's URI is found wherever it stands",
        arguments: [
            ("postgresql://ana:s3/cr@t", []), ("postgresql://ana:s3cret@db/shop", ["s3cret"]), ("postgres://ana:a@b@db:1/x", ["a@b"]),
            ("--store=postgresql://ana:s3cret@db/x?password=other&sslmode=require", ["s3cret", "other"]),
            ("postgresql:///x?sslpassword=one&password=two", ["one", "two"]), ("postgresql://db:5432/shop", []), ("postgresql://", []),
            ("sqlite:a:b@c", []), ("", []), ("postgresql://ana:@db", [""]),
        ])
    func passwords(argument: String, wanted: [String]) {
        let bytes = Array(argument.utf8)
        #expect(CommandLineSecrets.passwords(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == wanted)
    }

    @Test("While the program runs, the list of processes does not show the password")
    func list() throws {
        let sandbox = try Sandbox()
        let seen = try sandbox.run(
            """
            mkfifo lines
            refold import lines --store sqlite:e.db --read-models 'postgresql://ana:s3cret@localhost/x?password=hush' 2>/dev/null &
            until grep -q "ana:x\\{6\\}@" /proc/$!/cmdline || ! kill -0 $!; do :; done
            tr '\\0' ' ' < /proc/$!/cmdline; echo > lines; wait
            """)
        #expect(seen.output.contains("postgresql://ana:xxxxxx@localhost/x?password=xxxx"))
    }
}
