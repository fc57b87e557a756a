import RefoldTesting
import Testing
@testable import RefoldReports

@Suite("Damaged definitions of reports")
struct HostileDefinitionTests {
    private static let whole = """
        {title: "T", from: "sales", period: {column: "sold_at", timeZone: "Europe/Rome"},
        columns: {age: {days: ["sold_at", "@as_of"]}, late: {case: [{when: {age: {above: 3}}, then: "late"}], else: "x"}, twice: {multiply: ["price", 2.5]}},
        where: {shop: {not: ["x", null]}, price: {atLeast: -5, below: {column: "target"}}, sold_at: {not: {above: "@as_of"}}}, rows: [{month: "sold_at", as: "m"}, "late", "currency"],
        measures: {n: {count: "*"}, s: {sum: "amount"}, a: {average: "price", scale: 2, rounding: "half-up"}, p: {percentile: "price", at: 0.95},
        d: {distinct: "shop", where: {is_online: true}}, o: {subtract: ["n", "p"]}, r: {divide: ["s", "n"], scale: 4}},
        order: ["-m"], totals: true, checks: ["n >= 1", "p <= a"]}
        """

    @Test("Whichever character is lost, doubled or changed, reading ends with a plan that runs or with faults")
    func oneCharacter() throws {
        let letters = Array(Self.whole)
        let snapshot = InMemorySnapshot(Sample.schema, rows: [Sample.row("a", ["shop": .text("b"), "price": .units(5), "target": .units(900)])])
        for index in letters.indices {
            for replacement in ["", "\(letters[index])\(letters[index])", "0", "\"", "}", "{", "-"] {
                var damaged = letters
                damaged.replaceSubrange(index...index, with: Array(replacement))
                let text = String(damaged)
                let read = ReportPlan.read(text.utf8, file: "r", name: "r", readModels: ["sales": Sample.schema])
                #expect((read.plan == nil) == !read.faults.isEmpty)
                if let plan = read.plan { _ = try? plan.at(.first).run(on: snapshot, period: nil) }
            }
        }
    }

    @Test("Every value replaced by one of every other kind is read without a trap")
    func otherKinds() {
        let values = ["null", "true", "-1", "1e99", "\"\"", "\"*\"", "[]", "{}", "[null]", "[[]]", "{a: 1}", "[\"n\", \"n\"]"]
        for key in ["title", "from", "period", "lookup", "columns", "where", "rows", "measures", "order", "totals", "checks"] {
            for value in values { _ = Sample.faults("{from: \"sales\", measures: {n: {count: \"*\"}}, \(key): \(value)}") }
        }
        for value in values { _ = Sample.faults("{from: \"sales\", columns: {c: \(value)}, rows: [\"c\"], measures: {n: {count: \"c\"}}}") }
        for key in ReportParser.forms {
            for value in values {
                for besides in ["", ", scale: 2", ", at: 1", ", where: {}", ", scale: -1, at: 1e-9, where: null, rounding: 5"] {
                    _ = Sample.faults("{from: \"sales\", measures: {n: {\(key): \(value)\(besides)}}}")
                }
            }
        }
    }
}
