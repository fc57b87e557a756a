import Foundation
import Testing

@testable import RefoldCLI

/// The pages of `refold manual`, as man(1) sets them.
@Suite("The pages of the manual for man", .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/man"), "man is not installed"))
struct ManualTests {
    @Test("Every page is set without a warning, and has the words of the help", .timeLimit(.minutes(40)))
    func pages() throws {
        let sandbox = try Sandbox()
        let written = try sandbox.run("refold manual --output pages --json")
        #expect(written.status == 0 && written.error == "")
        let files = try FileManager.default.contentsOfDirectory(atPath: sandbox.folder.appendingPathComponent("work/pages").path)
        #expect(files.count == 1 + VerbTable.all.count + 6)
        for file in files.sorted() {
            let set = try sandbox.run("MANWIDTH=100 LC_ALL=C.UTF-8 man --warnings -l pages/\(file)")
            #expect(set.status == 0 && set.error == "", "\(file): \(set.error)")
            guard let name = file.firstMatch(of: /^refold-(.*)\.[17]$/).map({ String($0.output.1) }) else { continue }
            // `layouts` is a topic and a verb; the help knows the topic.
            let asked = file.hasSuffix(".1") ? "refold \(name) --help" : "refold help \(name)"
            let words = Set(Self.words(Self.withoutHeaders(try sandbox.run(asked).output)))
            let missing = words.subtracting(Self.words(set.output))
            #expect(missing.isEmpty, "\(file) lacks \(missing.sorted().prefix(5))")
        }
    }

    /// A text without the headers of its tables: a page has no tables, and says the header only of a third column.
    private static func withoutHeaders(_ text: String) -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        return zip(lines, lines.dropFirst() + [""]).filter { !$1.hasPrefix("  ---") }.map { String($0.0) }.joined(separator: "\n")
    }

    /// Words of letters and digits: signs around them, and how lines are drawn, may differ.
    private static func words(_ text: String) -> [String] {
        text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
    }

    @Test("A page is that of the program, of a verb or of a topic, and no other")
    func choice() throws {
        let sandbox = try Sandbox()
        for (word, begin) in [("", ".TH \"REFOLD\" 1"), (" refold", ".TH \"REFOLD\" 1"), (" run", ".TH \"REFOLD\\-RUN\" 1"), (" jobs", ".TH \"REFOLD\\-JOBS\" 7")] {
            #expect(try sandbox.run("refold manual" + word).output.hasPrefix(begin))
        }
        #expect(try sandbox.run("refold manual rnu").error == "refold: there is no topic \"rnu\"; did you mean \"run\"?\n")
    }

    @Test("Pages never take the place of what Refold reads")
    func spared() throws {
        let sandbox = try Sandbox()
        let ran = try sandbox.run("mkdir pages && cp ../payments.db pages/refold.1 && refold manual --output pages --store sqlite:pages/refold.1; ls pages")
        #expect(ran.output == "refold.1\n" && ran.error.contains("pages/refold.1"))
    }
}
