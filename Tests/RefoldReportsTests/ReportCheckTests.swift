import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Checks of a report")
struct ReportCheckTests {
    private static let text = """
        {from: "sales", rows: ["shop", {month: "sold_at"}], measures: {n: {count: "*"}, q: {sum: "quantity"}, p: {sum: "price"}},
        checks: ["n <= 1", "q >= 0.5", "p != q"]}
        """

    @Test("A line that breaks a check is named by its row columns; a null passes")
    func findings() throws {
        let rows = [
            Sample.row("a", ["shop": .text("Rome"), "quantity": .units(0), "sold_at": try micros("2024-01-31T23:30:00Z")]),
            Sample.row("b", ["shop": .text("Ro\u{7}me"), "quantity": .units(5), "price": .units(500)]),
            Sample.row("c", [:]), Sample.row("d", [:]),
        ]
        let plan = try Sample.plan(Self.text)
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
        let expected = [
            "report sales/r: the check \"n <= 1\" fails for shop = null, month = null; look at the events behind this line",
            "report sales/r: the check \"p != q\" fails for shop = Ro\\u{7}me, month = null; look at the events behind this line",
            "report sales/r: the check \"q >= 0.5\" fails for shop = Rome, month = 2024-01; look at the events behind this line",
        ]
        #expect(plan.findings(in: table).map(\.description) == expected)
        let error = #expect(throws: RefoldError.self) { try plan.verify(table) }
        #expect(error?.status == .refused)
    }

    @Test("Twenty lines are listed, the others counted")
    func many() throws {
        let rows = (0..<25).map { Sample.row("\($0)", ["shop": .text("\($0)"), "quantity": .units(0)]) }
        let plan = try Sample.plan(Self.text)
        let findings = plan.findings(in: try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil))
        #expect(findings.count == 21)
        #expect(findings.last?.description == "report sales/r: 5 more lines break a check")
    }

    @Test(
        "Every operator does what it says, on the border too",
        arguments: [
            ("q = 5", true), ("q = 5.0", true), ("q = 4", false), ("q != 5", false), ("q < 5", false), ("q < 5.01", true), ("q <= 5", true),
            ("q > 5", false), ("q > 4.9", true), ("q >= 5", true), ("5 >= q", true), ("5<q", false), ("-1e3 < q", true),
        ])
    func operators(check: String, holds: Bool) throws {
        let plan = try Sample.plan("{from: \"sales\", measures: {q: {sum: \"quantity\"}}, checks: [\"\(check)\"]}")
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: [Sample.row("a", ["quantity": .units(5)])]), period: nil)
        #expect(plan.findings(in: table).isEmpty == holds)
    }
}
