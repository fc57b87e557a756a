import RefoldDefinitions
import Testing

@testable import RefoldReports

@Suite("Kinds of cuts")
struct CutTableTests {
    private static let beside = ["bands": ", at: [1, 2]", "age": ", at: [1, 2]", "calendar": ", file: \"c.csv\""]

    private func read(_ row: String) -> (definition: ReportDefinition?, faults: [String]) {
        let (definition, faults) = ReportDefinition.read("{from: \"sales\", rows: [\(row)], measures: {n: {count: \"*\"}}}".utf8, file: "r", name: "r")
        return (definition, faults.map(\.description))
    }

    @Test("Every kind is read under its word, which names its column", arguments: CutTable.words.filter { $0 != "calendar" })
    func words(word: String) throws {
        let (definition, faults) = read("{\(word): \"sold_at\"\(Self.beside[word] ?? "")}")
        #expect(faults == [])
        let row = try #require(definition?.rows.first)
        guard case .cut(let cut)? = row.form else {
            Issue.record("no cut")
            return
        }
        #expect(type(of: cut.kind).word == word && row.name == word && cut.column.name == "sold_at")
        #expect(CutTable.words.count { $0 == word } == 1)
    }

    @Test("A misspelt kind is told the one that is meant", arguments: CutTable.words)
    func suggestions(word: String) {
        let faults = read("{\(word)x: \"sold_at\"\(Self.beside[word] ?? "")}").faults
        #expect(faults.contains { $0.contains("did you mean \"\(word)\"?") }, "\(faults)")
    }

    @Test("Two uses of a kind are equal if all that stands beside the word is")
    func equality() {
        let rows = [
            "{year: \"at\"}", "{year: \"at\", startMonth: 4}", "{quarter: \"at\", startMonth: 4}", "{year: \"due\"}", "{year: \"at\", timeZone: \"Europe/Rome\"}",
            "{bands: \"n\", at: [1, 2]}", "{bands: \"n\", at: [1, 3]}", "{age: \"n\", at: [1, 2]}",
        ]
        for a in rows {
            for b in rows { #expect((read(a).definition == read(b).definition) == (a == b)) }
        }
    }
}
