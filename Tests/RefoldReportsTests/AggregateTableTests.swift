import RefoldDefinitions
import Testing

@testable import RefoldReports

@Suite("Kinds of measures")
struct AggregateTableTests {
    /// The definition of a report whose one measure is this.
    private func read(_ measure: String) -> (definition: ReportDefinition?, faults: [String]) {
        let text = "{from: \"sales\", measures: {n: \(measure)}}"
        let (definition, faults) = ReportDefinition.read(text.utf8, file: "r", name: "r")
        return (definition, faults.map(\.description))
    }

    @Test("Every kind is read under its word, and under its word alone", arguments: AggregateTable.words)
    func words(word: String) throws {
        let beside = ["percentile": ", at: 0.5", "first": ", by: \"at\"", "last": ", by: \"at\"", "weighted": ", by: \"n\""]
        let (definition, faults) = read("{\(word): \"quantity\"\(beside[word] ?? "")}")
        #expect(faults == [])
        guard case .aggregate(let aggregate, nil)? = definition?.measures.first?.form else {
            Issue.record("no aggregate")
            return
        }
        #expect(type(of: aggregate.function).word == word)
        #expect(AggregateTable.words.count { $0 == word } == 1)
    }

    @Test("A misspelt kind is told the one that is meant", arguments: AggregateTable.words)
    func suggestions(word: String) {
        let faults = read("{\(word)x: \"quantity\"}").faults
        #expect(faults.count == 1)
        #expect(faults.first?.contains("did you mean \"\(word)\"?") == true, "\(faults)")
    }

    @Test("Two uses of a kind are equal if column and parameters are")
    func equality() {
        let measures = [
            "{percentile: \"price\", at: 0.5}", "{percentile: \"price\", at: 0.9}", "{percentile: \"quantity\", at: 0.5}", "{max: \"price\"}",
            "{first: \"price\", by: \"a\"}", "{first: \"price\", by: \"b\"}", "{last: \"price\", by: \"a\"}", "{distinct: \"a\"}", "{distinct: [\"a\", \"b\"]}",
            "{distinct: [\"b\", \"a\"]}",
        ]
        for a in measures {
            for b in measures { #expect((read(a).definition == read(b).definition) == (a == b)) }
        }
    }
}
