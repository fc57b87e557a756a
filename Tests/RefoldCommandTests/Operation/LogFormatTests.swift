import RefoldJSON
import RefoldValues
import Testing

@testable import RefoldCLI

/// What lines on standard error begin with.
@Suite("Messages in a log")
struct LogFormatTests {
    private let sandbox: Sandbox
    private let store = "--store sqlite:events.db"
    /// Without the choice that other tests make.
    private let unset = "unset REFOLD_LOG_FORMAT;"

    init() throws {
        sandbox = try Sandbox()
        _ = try sandbox.run("cp ../payments.db events.db; mkdir Jobs")
        _ = try sandbox.run(#"printf '{store: "sqlite:events.db", steps: [{catchUp: "payments"}, {export: "payments", output: "out.csv"}]}' > Jobs/nightly.json5"#)
    }

    @Test("With neither a terminal nor --quiet each line begins with the time, and the job or the verb")
    func text() throws {
        for (command, name) in [
            ("run nightly", "nightly"), ("catch-up payments \(store)", "catch-up"), ("catch-up nosuch \(store)", "catch-up"), ("status \(store)", "status"),
            ("catch-up --nosuch", "catch-up"), ("run nosuch", "run"), ("nosuch", "refold"), ("", "refold"),
        ] where !command.isEmpty {
            let lines = try sandbox.run("\(unset) refold \(command)").error.split(separator: "\n")
            #expect(!lines.isEmpty)
            for line in lines { #expect(line.hasPrefix("2099-01-01T00:00:00Z \(name): "), "\(command): \(line)") }
        }
    }

    @Test("With --quiet, with --log-format plain and of help they begin with themselves")
    func plain() throws {
        for command in ["catch-up nosuch \(store) --quiet", "catch-up nosuch \(store) --log-format plain", "--nosuch --quiet"] {
            #expect(try sandbox.run("\(unset) refold \(command)").error.hasPrefix("refold: "), "\(command)")
        }
        #expect(try sandbox.run("\(unset) refold").error.hasPrefix("refold \(Version.text): "))
    }

    @Test("As JSON each line is an object with time, level, verb, job and message")
    func json() throws {
        let run = try sandbox.run("refold catch-up payments nosuch \(store) --log-format json; refold run nightly --log-format json")
        let lines = try run.error.split(separator: "\n").map { try JSONValue(reading: Array($0.utf8)) }
        #expect(lines.count > 2)
        #expect(lines.first?["level"]?.asText == "error" && lines.first?["verb"]?.asText == "catch-up")
        #expect(lines.first?["message"]?.asText?.hasPrefix("there is no projection") == true)
        #expect(lines.last?["level"]?.asText == "info" && lines.last?["job"]?.asText == "nightly")
        #expect(lines.allSatisfy { $0["time"]?.asText == "2099-01-01T00:00:00Z" })
    }

    @Test("Each line is an object too where the arguments cannot be read, wherever the form is chosen")
    func unreadableArguments() throws {
        let byFile = "echo '{logFormat: \"json\"}' > f.json5; refold"
        for command in [
            #"REFOLD_LOG_FORMAT=json refold run $'x\xff'"#, "REFOLD_LOG_FORMAT=json refold", "REFOLD_LOG_FORMAT=json refold bogus", "refold status --nope --log-format json",
            "refold status --log-format=json --nope", "refold --log-format json", "\(byFile) bogus --config f.json5", "\(byFile) status --config=f.json5 --nope",
            "mv f.json5 refold.json5; refold bogus", "refold status --nope", "rm refold.json5; REFOLD_LOG_FORMAT=json refold run nosuch",
        ] {
            let run = try sandbox.run("\(unset) bash -c '\(command.replacing("'", with: "'\\''"))'")
            #expect(run.status == 2, "\(command): \(run.error)")
            let lines = run.error.split(separator: "\n")
            #expect(!lines.isEmpty && lines.allSatisfy { (try? JSONValue(reading: Array($0.utf8)))?["level"]?.asText == "error" }, "\(command): \(run.error)")
        }
    }

    @Test("A form that does not exist is refused, wherever it is chosen")
    func unknown() throws {
        for command in ["refold status --log-format jsn", "REFOLD_LOG_FORMAT=jsn refold status", "echo '{logFormat: \"jsn\"}' > refold.json5; refold status"] {
            let run = try sandbox.run("\(unset) \(command)")
            #expect(run.status == 2 && run.error.contains("did you mean \"json\"?"), "\(command): \(run.error)")
        }
    }

    @Test("No text of a message controls a log: control characters are escapes in every form", arguments: LogFormat.allCases)
    func escaped(format: LogFormat) {
        let line = LogHead(format: format, verb: "run", job: "a\u{1B}[2Jb").line("x\ny\u{9B}31m\u{202E}", .info, at: .first)
        #expect(!line.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) || $0.value == 0x202E })
    }
}
