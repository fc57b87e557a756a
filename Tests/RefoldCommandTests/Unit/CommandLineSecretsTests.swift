import Testing

@testable import RefoldCLI

@Suite("Passwords in arguments")
struct CommandLineSecretsTests {
    @Test(
        "The password of a database's URI is found wherever it stands",
        arguments: [
            ("postgresql://ana:s3/cr@t", []), ("postgresql://ana:s3cret@db/shop", ["s3cret"]), ("postgres://ana:a@b@db:1/x", ["a@b"]),
            ("--store=postgresql://ana:s3cret@db/x?password=other&sslmode=require", ["s3cret", "other"]),
            ("postgresql:///x?sslpassword=one&password=two", ["one", "two"]), ("postgresql:///x?pass%77ord=one&PASSWORD=two&a=b", ["one", "two"]), ("postgresql://db:5432/shop", []), ("postgresql://", []),
            ("sqlite:a:b@c", []), ("", []), ("postgresql://ana:@db", [""]),
        ])
    func passwords(argument: String, wanted: [String]) {
        let bytes = Array(argument.utf8)
        #expect(CommandLineSecrets.passwords(in: bytes).map { String(decoding: bytes[$0], as: UTF8.self) } == wanted)
    }

    @Test("In messages, and in what is printed as JSON, no password is shown that was typed")
    func messages() throws {
        #expect(CommandLineSecrets.masked("a postgresql://u:one@/d and \"postgres://h/d?password=two\" end") == "a postgresql://u:xxx@/d and \"postgres://h/d?password=xxx\" end")
        #expect(CommandLineSecrets.masked("postgresql://h/d is postgres") == "postgresql://h/d is postgres")
        let sandbox = try Sandbox()
        for words in ["layouts --database", "runs", "check", "status --max-lag", "--nope", "run", "events"] {
            for uri in ["postgresql://ana:s3cret@/d", "postgresql:///d?pass%77ord=s3cret"] {
                let run = try sandbox.run("refold \(words) '\(uri)'; refold \(words) '\(uri)' --json; REFOLD_LOG_FORMAT=json refold \(words) '\(uri)'")
                #expect(!(run.output + run.error).contains("s3cret"), "\(words): \(run.output)\(run.error)")
            }
        }
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
