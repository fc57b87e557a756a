import Foundation
import Testing

/// The README shows outputs of the program, which are compared with the real ones.
@Suite("README")
struct ReadmeTests {
    /// The blocks of one language, without fences.
    static func blocks(_ language: String) throws -> [String] {
        try Page("README.md").parts.compactMap { if case .block(let block) = $0, block.language == language { block.text } else { nil } }
    }

    @Test("The commands, queries and reports in the README have the outputs of the program")
    func conversation() throws {
        let blocks = try Self.blocks("console")
        #expect(!blocks.isEmpty)
        for block in blocks {
            let sandbox = try Sandbox()
            let reports = Page.root.appendingPathComponent("Reports")
            try FileManager.default.createSymbolicLink(
                at: sandbox.folder.appendingPathComponent("work/Reports"), withDestinationURL: reports)
            for (command, answer) in Self.steps(block) {
                let (output, error, _) = try sandbox.run(command)
                #expect(Self.calm(output + error) == Self.calm(answer), "$ \(command)")
            }
        }
    }

    /// `$` begins a command and `>` continues it; the lines below are its output, standard output first.
    private static func steps(_ block: String) -> [(command: String, answer: String)] {
        var steps: [(command: String, answer: String)] = []
        for line in block.split(separator: "\n", omittingEmptySubsequences: false).dropLast() {
            if line.hasPrefix("$ ") {
                steps.append((String(line.dropFirst(2)), ""))
            } else if line.hasPrefix("> ") {
                steps[steps.count - 1].command += "\n" + line.dropFirst(2)
            } else {
                steps[steps.count - 1].answer += line + "\n"
            }
        }
        return steps
    }

    /// Without the present time, and without the width that it gives to a column.
    private static func calm(_ text: String) -> String {
        text.replacing(/20[0-9]{2}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?Z/, with: "NOW")
            .replacing(/\ \ +/, with: " ").replacing(/---+/, with: "-").replacing(/\ \n/, with: "\n")
    }
}
