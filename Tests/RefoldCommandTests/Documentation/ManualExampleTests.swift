import Foundation
import RefoldSQLite
import Testing

/// Runs the examples of the manual: files, then commands with their exit status, each followed by what it prints, and SQL that somebody runs
/// on the store meanwhile. To record the outputs again after an intended change: `REFOLD_RECORD=1`.
@Suite("The examples of the manual", .serialized)
struct ManualExampleTests {
    @Test("Their commands print what the manual shows below them, and end as it says", arguments: ["parked", "verify"])
    func example(_ name: String) throws {
        let page = try Page("Jobs/README.md")
        let sandbox = try Sandbox()
        var output = ""
        var checked = 0
        _ = try sandbox.run("mkdir Reports")
        let recorded = try page.parts.map { part in
            guard case .block(var block) = part, block.words.first == name else { return part }
            switch block.language {
            case "json5": try write(block.text, to: "Reports/example.projection.json5", in: sandbox)
            case "sqlite": try SQLiteConnection(sandbox.folder.path + "/work/shop.db", mode: .readWrite).execute(block.text)
            case "ndjson":
                try write(block.text, to: "orders.ndjson", in: sandbox)
                #expect(try sandbox.run("refold import orders.ndjson --store sqlite:shop.db --quiet").status == 0)
            case "sh":
                let run = try sandbox.run("export REFOLD_STORE=sqlite:shop.db; { \(block.text)} 2>&1")
                #expect(run.status == block.words.last.flatMap { Int32($0) }, "\(block.text)\(run.output)")
                output = run.output
            default:
                if ProcessInfo.processInfo.environment["REFOLD_RECORD"] != "1" { #expect(output == block.text) }
                block.text = output
                checked += 1
            }
            return .block(block)
        }
        #expect(checked > 3)
        if ProcessInfo.processInfo.environment["REFOLD_RECORD"] == "1" {
            try Data(Page.text(of: recorded).utf8).write(to: Page.root.appendingPathComponent("Jobs/README.md"))
        }
    }

    private func write(_ text: String, to path: String, in sandbox: Sandbox) throws {
        try Data(text.utf8).write(to: sandbox.folder.appendingPathComponent("work").appendingPathComponent(path))
    }
}
