import Foundation
import Testing

/// The scripts of `refold completions`, each in its own shell.
@Suite("Completions")
struct CompletionTests {
    private static func isInstalled(_ shell: String) -> Bool { FileManager.default.isExecutableFile(atPath: "/usr/bin/\(shell)") }

    /// A sandbox with a projection, a report and a job.
    private static func place() throws -> Sandbox {
        let sandbox = try Sandbox()
        let made = try sandbox.run(
            """
            mkdir -p Reports/shop Jobs data &&
            printf '{name: "orders", version: 1, key: "@stream", columns: {total: "integer"}, on: {Placed: {total: "$.total"}}}' > Reports/shop/orders.projection.json5 &&
            printf '{from: "orders", measures: {orders: {count: "*"}}}' > Reports/shop/by-month.report.json5 &&
            printf '{steps: [{catchUp: []}]}' > Jobs/nightly.json5 && touch events.ndjson "two words.db" data/x
            """)
        #expect(made.status == 0)
        return sandbox
    }

    /// What is typed after `refold`, and some of what is offered: words, that are there, and one that is not.
    private static let lines: [(typed: [String], offered: [String], not: String)] = [
        (["re"], ["rebuild", "report"], "run"),
        (["rebuild", "or"], ["orders"], "payments"),
        (["rebuild", "--domains", "none", ""], ["orders"], "payments"),
        (["report", "shop/"], ["shop/by-month"], "payments/by-day"),
        (["run", "ni"], ["nightly"], "events.ndjson"),
        (["layouts", "mar"], ["marten"], "axon"),
        (["catch-up", "--fol"], ["--follow"], "--interval"),
        (["export", "orders", "--format", "x"], ["xlsx"], "csv"),
        (["import", "eve"], ["events.ndjson"], "data"),
        (["help", "exit"], ["exit-statuses"], "export"),
        (["completions", ""], ["bash", "zsh", "fish"], "words"),
    ]

    @Test("bash offers what fits the last word", arguments: lines)
    func bash(line: (typed: [String], offered: [String], not: String)) throws {
        let offered = try bash(line.typed)
        for word in line.offered { #expect(offered.contains(word), "\(line.typed)") }
        #expect(!offered.contains(line.not), "\(line.typed)")
    }

    @Test("Names of files that a shell would read as more than a word are not offered")
    func hostileNames() throws {
        let sandbox = try Sandbox()
        _ = try sandbox.run("mkdir Jobs Reports")
        for name in ["$(touch pwned)", "`touch pwned`", "a;b", "a b", "a\nb", "a\u{1B}[31m", "fine-1"] {
            try sandbox.write([#"{steps: [{catchUp: []}]}"#], to: "Jobs/\(name).json5")
            try sandbox.write([#"{from: "payments", measures: {n: {count: "*"}}}"#], to: "Reports/\(name).report.json5")
        }
        #expect(try sandbox.run("refold completions words -- run ''").output == "fine-1\ta job\n:files\n")
        #expect(try sandbox.run("refold completions words -- report ''").output == "fine-1\n")
    }

    /// bash takes a word apart at `=` and `:`, and wants only what comes after them.
    @Test(
        "bash is given the part of a word that it asks for",
        arguments: [
            (["report", "--format", "=", "js"], ["json"]), (["report", "--format", "=", "csv,js"], ["csv,json"]), (["status", "--store", "sqlite", ":", "two"], ["two words.db"]),
            (["status", "--store", "sq"], ["sqlite:"]), (["rebuild", "--domains", "none", "--definitions", "=", "Reports", "ord"], ["orders"]),
        ])
    func parts(typed: [String], offered: [String]) throws { #expect(try bash(typed) == offered) }

    private func bash(_ typed: [String]) throws -> [String] {
        let words = typed.map { "'\($0)'" }.joined(separator: " ")
        let ran = try Self.place().run(
            #"bash -c 'source <(refold completions bash); COMP_WORDS=(refold "$@"); COMP_CWORD=$#; _refold; printf "%s\n" "${COMPREPLY[@]}"' bash "# + words)
        #expect(ran.status == 0 && ran.error == "")
        return ran.output.split(separator: "\n").map(String.init)
    }

    @Test("fish offers what fits the last word", .enabled(if: isInstalled("fish"), "fish is not installed"), arguments: lines)
    func fish(line: (typed: [String], offered: [String], not: String)) throws {
        let typed = "refold " + line.typed.joined(separator: " ")
        let ran = try Self.place().run("fish --no-config -c 'refold completions fish | source; complete --do-complete \"\(typed)\"'")
        #expect(ran.status == 0 && ran.error == "")
        let offered = ran.output.split(separator: "\n").map { String($0.prefix { $0 != "\t" }) }
        for word in line.offered { #expect(offered.contains(word), "\(line.typed)") }
        #expect(!offered.contains(line.not), "\(line.typed)")
    }

    /// A terminal of zsh's own: its completion works nowhere else. What is typed is completed by Tab where one word alone fits.
    @Test(
        "zsh completes what fits the last word", .enabled(if: isInstalled("zsh"), "zsh is not installed"),
        arguments: [("rebui", "rebuild"), ("rebuild ord", "orders"), ("run ni", "nightly"), ("check Jobs/n", "Jobs/nightly.json5"), ("import eve", "events.ndjson"), ("status --store sq", "sqlite:"), ("report --format=xl", "--format=xlsx")])
    func zsh(typed: String, completed: String) throws {
        let sandbox = try Self.place()
        try Data(
            """
            zmodload zsh/zpty
            zpty shell 'TERM=dumb PS1="% " zsh -f -i'
            zpty -w shell 'autoload -U compinit && compinit -D && source <(refold completions zsh) && echo rea""dy'
            zpty -r -m shell heard '*ready*' || exit 1
            zpty -w -n shell "refold \(typed)"$'\\t\\C-aecho \\C-e;echo do""ne\\n'
            zpty -r -m shell heard '*done*' || exit 1
            print -r -- "$heard"
            zpty -d shell
            """.utf8
        ).write(to: sandbox.folder.appendingPathComponent("work/complete"))
        let ran = try sandbox.run("timeout 60 zsh -f complete")
        #expect(ran.status == 0)
        // What the line says when it runs, and not how it was drawn.
        #expect(ran.output.split(whereSeparator: \.isNewline).contains { $0.hasPrefix("refold ") && $0.hasSuffix(completed) }, "\(ran.output)")
    }

    @Test("A settings file with faults is no trouble for whoever completes")
    func faults() throws {
        let sandbox = try Self.place()
        let ran = try sandbox.run("echo '{' > broken.json5 && refold completions words -- rebuild --config broken.json5 ''; refold completions words -- rebuild --definitions nowhere ord")
        #expect(ran.output == "" && ran.error == "")
    }
}
