import Foundation
import RefoldSQLite
import Testing

/// Runs the examples of the manual that go step by step: files or SQL, then commands with their exit status, each followed by what it prints. A
/// word after the language says which example a block belongs to. To record the outputs again after an intended change: `REFOLD_RECORD=1`.
@Suite("The examples of the manual, step by step")
struct ManualExampleTests {
    /// The page and the word of each example, and how many outputs it has at least.
    private static let pages = [
        "Jobs/README.md": ["parked": 4, "verify": 4, "backup": 2, "times": 2, "migration": 6, "night": 2], "Reports/README.md": ["layouts": 3, "sealed": 4],
    ]

    private static let fines = Page.root.appendingPathComponent("../shared/data/fines.ndjson.gz").standardizedFileURL

    @Test("Their commands print what the manual shows below them, and end as it says", arguments: pages.keys.sorted())
    func examples(path: String) throws { try replay(try #require(Self.pages[path]), of: path) { _ in } }

    @Test(
        "So do those of the page for people in finance, over the real fines",
        .enabled(if: FileManager.default.fileExists(atPath: fines.path), "the events lie beside the project in ../shared/data, and are not there"))
    func closing() throws {
        try replay(["closing": 7], of: "Reports/README.md") { sandbox in
            try FileManager.default.copyItem(
                at: Page.root.appendingPathComponent("Reports/fines"), to: sandbox.folder.appendingPathComponent("work/Reports/fines"))
            let made = try sandbox.run(
                "gunzip -c '\(Self.fines.path)' | refold import - --recorded-at occurred --store sqlite:shop.db --quiet && refold rebuild fines fine_days --store sqlite:shop.db --quiet")
            try #require(made.status == 0, "\(made.error)")
        }
    }

    private func replay(_ examples: [String: Int], of path: String, preparing: (Sandbox) throws -> Void) throws {
        let page = try Page(path)
        var worlds: [String: World] = [:]
        for name in examples.keys { worlds[name] = try World(preparing) }
        let recorded = try page.parts.map { part in
            guard case .block(var block) = part, let world = block.words.first.flatMap({ worlds[$0] }) else { return part }
            if let output = try world.output(after: block) {
                if ProcessInfo.processInfo.environment["REFOLD_RECORD"] != "1" { #expect(output == block.text) }
                block.text = output
            }
            return .block(block)
        }
        for (name, count) in examples { #expect(worlds[name]?.checked ?? 0 >= count, "\(name)") }
        if ProcessInfo.processInfo.environment["REFOLD_RECORD"] == "1" {
            try Data(Page.text(of: recorded).utf8).write(to: Page.root.appendingPathComponent(path))
        }
    }

    private final class World {
        private let sandbox: Sandbox
        private var output = ""
        private(set) var checked = 0

        init(_ prepare: (Sandbox) throws -> Void) throws {
            sandbox = try Sandbox()
            _ = try sandbox.run("mkdir Reports")
            try prepare(sandbox)
        }

        /// Takes a block. Returns what the last commands printed, if the block shows that.
        func output(after block: Page.Block) throws -> String? {
            switch block.language {
            case "json5":
                // The name of the file stands after that of the example, or is that of the projection.
                let stated = block.words.first { $0.contains(".") }
                let name = try stated ?? "\(#require(block.text.firstMatch(of: /name: "(.*?)"/)).output.1).projection"
                try write(block.text, to: "Reports/\(name).json5")
            case "ndjson":
                try write(block.text, to: "orders.ndjson")
                #expect(try sandbox.run("refold import orders.ndjson --store sqlite:shop.db --quiet").status == 0)
            case "sqlite": try SQLiteConnection(sandbox.path("shop.db"), mode: .create).execute(block.text)
            case "sh":
                let run = try sandbox.run("export REFOLD_STORE=sqlite:shop.db; { \(block.text)} 2>&1")
                #expect(run.status == block.words.last.flatMap { Int32($0) } ?? 0, "\(block.text)\(run.output)")
                // A slow machine shows progress.
                output = run.output.replacing(/(?m)^.*: [0-9,]+ of [0-9,]+ (events|rows) \([0-9]+ %\).*\n/, with: "")
            default:
                checked += 1
                return output
            }
            return nil
        }

        private func write(_ text: String, to path: String) throws {
            try Data(text.utf8).write(to: sandbox.folder.appendingPathComponent("work").appendingPathComponent(path))
        }
    }
}
