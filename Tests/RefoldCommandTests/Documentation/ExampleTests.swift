import Foundation
import Testing

/// Runs the examples of the reference of projections and reports with the program.
///
/// An example is a sequence of fenced blocks, distinguished by the words after the language:
///
///     ```ndjson events       the store, until other events follow
///     ```json5 events.json5  stands beside the next projection
///     ```json5 projection    is rebuilt; the one before is gone
///     ```json5 projection beside   is rebuilt beside the one before
///     ```csv rows            what `export` prints of it
///     ```csv file NAME       a file that the next report names
///     ```json5 report NAME   over the last projection
///     ```csv report …        what the report gives, with the flags that stand here; also `text table`, and `json`, `ndjson`, `markdown`
///     ```text explains …     what `explain` says of it, with the words that stand here
///     ```text fails          what the report says of its checks, with the flags that stand here
///     ```text refused        what `check` says of it instead
///     ```text warnings       what `rebuild` warns of
///
/// To record the outputs again after an intended change: `REFOLD_RECORD=1`, then read the difference.
@Suite("Examples of the documentation")
struct ExampleTests {
    @Test("Every example of a projection or a report gives the rows or figures shown below it", arguments: ["Reports/README.md"])
    func examples(path: String) throws {
        let page = try Page(path)
        var world = try ExampleWorld()
        var checked = 0
        let recorded = try page.parts.map { part in
            guard case .block(var block) = part, let answer = try world.answer(to: block) else { return part }
            if ProcessInfo.processInfo.environment["REFOLD_RECORD"] != "1" { #expect(answer == block.text, "\(path), after:\n\(world.question)") }
            checked += 1
            block.text = answer
            return .block(block)
        }
        #expect(checked > 15)
        if ProcessInfo.processInfo.environment["REFOLD_RECORD"] == "1" {
            try Data(Page.text(of: recorded).utf8).write(to: Page.root.appendingPathComponent(path))
        }
    }
}

/// A store, a projection and a report, one after the other as a page shows them.
struct ExampleWorld {
    private let sandbox: Sandbox
    private var eventsFile: String?
    private var projection = ""
    private var report = ""
    /// The last block that was read.
    private(set) var question = ""

    init() throws { sandbox = try Sandbox() }

    /// Reads a block.
    ///
    /// - Returns: the expected content; nil for a block that is an input, or not part of an example.
    mutating func answer(to block: Page.Block) throws -> String? {
        switch (block.language, block.words.first) {
        case ("ndjson", "events"):
            try write(block.text, to: "events.ndjson")
            _ = try run("rm -rf shop* && mkdir -p Reports && refold import events.ndjson --store sqlite:shop.db --quiet")
        case ("json5", "events.json5"): eventsFile = block.text
        case ("json5", "projection") where block.words.contains("beside"):
            let name = String(try #require(block.text.firstMatch(of: /name: "(.*?)"/)).output.1)
            try write(block.text, to: "Reports/\(name).projection.json5")
            _ = try run("refold rebuild \(name) --store sqlite:shop.db --quiet")
        case ("json5", "projection"):
            projection = String(try #require(block.text.firstMatch(of: /name: "(.*?)"/)).output.1)
            _ = try run("rm -rf shop.read-models* Reports/*")
            try write(block.text, to: "Reports/\(projection).projection.json5")
            if let eventsFile { try write(eventsFile, to: "Reports/events.json5") }
            eventsFile = nil
            _ = try run("refold rebuild \(projection) --store sqlite:shop.db --quiet")
        case ("csv", "file"): try write(block.text, to: "Reports/\(try #require(block.words.last))")
        case ("json5", "report"):
            report = try #require(block.words.last)
            _ = try run("rm -f Reports/*.report.json5")
            try write(block.text, to: "Reports/\(report).report.json5")
        case ("csv", "rows"): return try run("refold export \(projection) --store sqlite:shop.db")
        case ("text", "refused"): return try run("refold check --quiet 2>&1", status: 2)
        case ("text", "warnings"): return try run("refold rebuild \(projection) --store sqlite:shop.db --quiet 2>&1")
        case ("csv", "report"), ("json", "report"), ("ndjson", "report"), ("markdown", "report"), ("text", "table"):
            let format = block.language == "text" ? "table" : block.language
            let flags = block.words.dropFirst().joined(separator: " ")
            let status: Int32 = flags.contains("--despite-checks") ? 3 : 0
            return try run("refold report \(report) --format \(format) \(flags) --store sqlite:shop.db --quiet", status: status)
        case ("text", "explains"): return try run("refold explain \(block.words.dropFirst().joined(separator: " ")) --store sqlite:shop.db --quiet")
        case ("text", "fails"):
            return try run("refold report \(report) \(block.words.dropFirst().joined(separator: " ")) --store sqlite:shop.db --quiet 2>&1", status: 3)
        default: return nil
        }
        question = block.text
        return nil
    }

    private func write(_ text: String, to path: String) throws {
        try Data(text.utf8).write(to: sandbox.folder.appendingPathComponent("work").appendingPathComponent(path))
    }

    private func run(_ command: String, status: Int32 = 0) throws -> String {
        let (output, error, ended) = try sandbox.run(command)
        #expect(ended == status, "$ \(command)\n\(error)\(question)")
        return output
    }
}
