import RefoldValues
import Testing
@testable import RefoldCLI

@Suite("Arguments")
struct ArgumentsTests {
    private func parse(_ typed: String...) throws(RefoldError) -> Arguments {
        try Arguments(typed) { name throws(RefoldError) in try VerbTable.verb(named: name).flags(for: .builtIn) }
    }

    private func message(_ typed: String...) -> String? {
        do {
            _ = try Arguments(typed) { name throws(RefoldError) in try VerbTable.verb(named: name).flags(for: .builtIn) }
            return nil
        } catch {
            #expect(error.status == .usage)
            return error.description
        }
    }

    @Test("Tests may be typed several times, and an order may begin with a dash, but is no other flag")
    func repeated() throws {
        let arguments = try parse("export", "payments", "--where", "a=b=c", "--order", "-amount,id", "--where=n>1")
        #expect(try arguments.tests().map(\.text) == ["a=b=c", "n>1"])
        #expect(try arguments.names(.order) == ["-amount", "id"])
        #expect(message("export", "payments", "--order", "--limit", "3") == "--order has no value; expected --order NAMES")
        #expect(message("export", "payments", "--limit", "3", "--limit", "4") == "--limit stands twice; expected one; leave one out")
    }

    @Test("A value may follow its flag or an equals sign, before the verb or after it")
    func values() throws {
        let arguments = try parse("--store=sqlite:a=b.db", "rebuild", "payments", "--memory", "256M", "--quiet", "fines")
        #expect(arguments.verb == "rebuild")
        #expect(arguments.words == ["payments", "fines"])
        #expect(arguments.text(.store) == "sqlite:a=b.db")
        #expect(try arguments.size(.memory, least: 1) == 256 << 20)
        #expect(arguments.has(.quiet))
        #expect(!arguments.has(.json))
    }

    @Test("A value may begin with a combining mark, and is not shown as a part of its flag")
    func combining() throws {
        #expect(try parse("--store=\u{301}a", "status").text(.store).map { Array($0.utf8) } == Array("\u{301}a".utf8))
        #expect(message("--sturr=\u{301}secret", "status")?.contains("secret") == false)
    }

    @Test("Two dashes end the flags, one dash is a word")
    func dashes() throws {
        #expect(try parse("import", "-", "--", "--odd.ndjson").words == ["-", "--odd.ndjson"])
        #expect(try parse("--", "status").verb == "status")
        #expect(try parse("-h").has(.help))
    }

    @Test("An unknown flag is refused with the nearest flag of the verb")
    func unknownFlags() {
        #expect(message("rebuild", "--memroy", "1G") == "there is no flag --memroy for rebuild; did you mean \"--memory\"?")
        #expect(message("status", "--memory=1G") == "there is no flag --memory for status; see refold status --help")
        #expect(message("--memory", "1G") == "there is no flag --memory; see refold --help")
        #expect(message("seed", "--show-payload") == "there is no flag --show-payload for seed; see refold seed --help")
        #expect(message("run", "-x") == "there is no flag -x for run; see refold run --help")
    }

    @Test("An unknown verb is refused with the nearest one")
    func unknownVerbs() {
        #expect(message("rebiuld") == "there is no verb \"rebiuld\"; did you mean \"rebuild\"?")
        #expect(message("xyzzy") == "there is no verb \"xyzzy\"; see refold --help")
    }

    @Test("A missing value, a superfluous value and a repeated flag are refused")
    func misuse() {
        #expect(message("rebuild", "--memory") == "--memory has no value; expected --memory SIZE")
        #expect(message("rebuild", "--memory", "--quiet") == "--memory has no value; expected --memory SIZE")
        #expect(message("rebuild", "--memory", "-x") == "--memory has no value; expected --memory SIZE")
        #expect(message("rebuild", "--memory=") == "--memory has no value; expected --memory SIZE")
        #expect(message("rebuild", "--no-promote=yes") == "--no-promote takes no value; write --no-promote alone")
        #expect(message("rebuild", "--memory", "1G", "--memory", "2G") == "--memory stands twice; expected one; leave one out")
    }

    @Test("Invalid values are refused with what was expected")
    func badValues() throws {
        func fails(_ flag: String, _ value: String, _ read: (Arguments) throws(RefoldError) -> Void) throws -> String {
            let arguments = try parse(flag == "--events" ? "seed" : flag == "--format" ? "report" : "rebuild", flag, value)
            do { try read(arguments) } catch { return error.description }
            return "accepted"
        }
        #expect(
            try fails("--workers", "two") { a throws(RefoldError) in _ = try a.whole(.workers, 1...64) }
                == "--workers is \"two\"; expected a whole number from 1 to 64")
        #expect(
            try fails("--workers", "99999999999999999999") { a throws(RefoldError) in _ = try a.whole(.workers, 1...64) }
                == "--workers is \"99999999999999999999\"; expected a whole number from 1 to 64")
        #expect(
            try fails("--memory", "lots") { a throws(RefoldError) in _ = try a.size(.memory, least: 1) }
                == "--memory is \"lots\"; expected a size such as 256M, 1G or 512MiB")
        #expect(
            try fails("--deadline", "20") { a throws(RefoldError) in _ = try a.duration(.deadline) }
                == "--deadline is \"20\"; expected a duration such as 90s, 20m or 1h30m")
        #expect(
            try fails("--format", "csv,jsn") { a throws(RefoldError) in _ = try a.choices(.format, among: ["csv", "json"]) }
                == "--format is \"jsn\"; expected csv or json; did you mean \"json\"?")
    }

    @Test("Too few and too many words are refused")
    func words() throws {
        #expect(throws: RefoldError(.usage, "export needs NAME", remedy: "see refold export --help")) {
            try parse("export").onlyWord("NAME")
        }
        #expect(throws: RefoldError(.usage, "\"b\" is one argument too many for export", remedy: "see refold export --help")) {
            try parse("export", "a", "b").onlyWord("NAME")
        }
        #expect(throws: RefoldError.self) { try parse("status", "x").noWords() }
    }

    @Test("Sizes are powers of 1024", arguments: [
        ("0", 0), ("17", 17), ("17B", 17), ("3k", 3072), ("256M", 256 << 20), ("512MiB", 512 << 20), ("1G", 1 << 30), ("2TiB", 2 << 40),
    ])
    func sizes(text: String, bytes: Int) { #expect(ByteSize.parse(text) == bytes) }

    @Test("A text that is not a size is refused", arguments: ["", "M", "-1", "+1", "1.5G", "256MB", "1 G", "9999999T", "99999999999999999999"])
    func noSizes(text: String) { #expect(ByteSize.parse(text) == nil) }

    @Test("Spans of time add up their units", arguments: [("0", 0), ("90s", 90), ("20m", 1200), ("1h30m", 5400), ("1d1s", 86_401)])
    func spans(text: String, seconds: Int) { #expect(TimeSpan.parse(text) == seconds) }

    @Test("A text that is not a span of time is refused", arguments: ["", "20", "m", "1m1h", "1m1m", "-1s", "1.5h", "9999999999999999d", "1h "])
    func noSpans(text: String) { #expect(TimeSpan.parse(text) == nil) }
}
