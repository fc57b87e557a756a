import Foundation
import Testing

/// Messages list the words of the language. Every such word must be in the reference.
@Suite("Words of the definitions in the documentation")
struct WordTests {
    /// Definitions with one unknown word each, and the page with the known words.
    private static let unknown: [(file: String, text: String, page: String)] = [
        ("Reports/a.projection.json5", "{nothing: 1}", "Reports/README.md"),
        ("Reports/b.projection.json5", projection("n: \"nothing\"", "{}"), "Reports/README.md"),
        ("Reports/c.projection.json5", projection("n: \"integer\"", "{n: {nothing: 1}}"), "Reports/README.md"),
        ("Reports/d.projection.json5", projection("n: \"integer\"", "{when: {n: {nothing: 1}}, set: {}}"), "Reports/README.md"),
        ("Reports/e.projection.json5", projection("n: \"integer\"", "{n: \"@nothing\"}"), "Reports/README.md"),
        ("Reports/f.projection.json5", projection("n: \"integer\"", "{n: {sum: [1], rounding: \"nothing\"}}"), "Reports/README.md"),
        ("Reports/g.report.json5", "{nothing: 1}", "Reports/README.md"),
        ("Reports/h.report.json5", "{from: \"payments\", measures: {n: {nothing: 1}}}", "Reports/README.md"),
        ("Reports/i.report.json5", "{from: \"payments\", rows: [{nothing: \"created_at\"}], measures: {n: {count: \"*\"}}}", "Reports/README.md"),
        ("Jobs/a.json5", "{nothing: 1}", "Jobs/README.md"),
        ("Jobs/b.json5", "{steps: [{nothing: 1}]}", "Jobs/README.md"),
        ("Jobs/c.json5", "{steps: [{report: \"x\", nothing: 1}]}", "Jobs/README.md"),
        ("Jobs/d.json5", "{steps: [{export: \"x\", nothing: 1}]}", "Jobs/README.md"),
        ("refold.json5", "{nothing: 1}", "Jobs/README.md"),
    ]

    private static func projection(_ column: String, _ handler: String) -> String {
        "{name: \"x\", version: 1, key: \"@stream\", columns: {\(column)}, on: {A: \(handler)}}"
    }

    @Test("Every word that a message suggests for an unknown one is in the reference", arguments: unknown.indices)
    func words(number: Int) throws {
        let (file, text, page) = Self.unknown[number]
        let sandbox = try Sandbox()
        try FileManager.default.createDirectory(at: sandbox.folder.appendingPathComponent("work/Reports"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(at: sandbox.folder.appendingPathComponent("work/Jobs"), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: sandbox.folder.appendingPathComponent("work/\(file)"))
        let (_, error, status) = try sandbox.run(file == "refold.json5" ? "refold status" : "refold check \(file) --quiet")
        #expect(status == 2)
        let line = try #require(error.split(separator: "\n").first { $0.contains("nothing\"") && $0.contains("; expected \"") }, "\(error)")
        let offered = line.components(separatedBy: "; expected ")[1].components(separatedBy: "; ")[0]
        let words = offered.matches(of: /"([^"]+)"/).map { String($0.output.1) }
        #expect(words.count > 2)
        let reference = try Page(page).text
        for word in words where word != "@metadata.name" {
            let stands = ["`\(word)`", "{\(word):", "\"\(word)\"", " \(word): "].contains { reference.contains($0) }
            #expect(stands, "\(word), which is offered by: \(line)")
        }
    }
}
