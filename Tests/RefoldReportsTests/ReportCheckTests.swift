import RefoldTables
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

    private static func table() throws -> (plan: ReportPlan, table: FigureTable) {
        let rows = [
            Sample.row("a", ["shop": .text("Rome"), "quantity": .units(0), "sold_at": try micros("2024-01-31T23:30:00Z")]),
            Sample.row("b", ["shop": .text("Ro\u{7}me"), "quantity": .units(5), "price": .units(500)]),
            Sample.row("c", [:]), Sample.row("d", [:]),
        ]
        let plan = try Sample.plan(Self.text)
        return (plan, try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil))
    }

    @Test("A line that breaks a check is named by its number, with the figures that were compared; a null passes")
    func findings() throws {
        let (plan, table) = try Self.table()
        let expected = [
            "report sales/r: the check \"n <= 1\" fails in line 1: n is 2",
            "report sales/r: the check \"p != q\" fails in line 2: p is 5.00, q is 5",
            "report sales/r: the check \"q >= 0.5\" fails in line 3: q is 0; look",
        ]
        #expect(plan.findings(in: table, remedy: "look").map(\.description) == expected)
        #expect(
            plan.failedChecks(of: table) == [
                FailedCheck("n <= 1", lines: [1]), FailedCheck("q >= 0.5", lines: [3]), FailedCheck("p != q", lines: [2]),
            ])
    }

    @Test("The row columns of the line, which may be payload values, are named only if that is asked for; texts are compared without being shown")
    func payload() throws {
        let (plan, table) = try Self.table()
        #expect(
            plan.findings(in: table, showsPayload: true).map(\.what) == [
                "the check \"n <= 1\" fails in line 1 (shop = null, month = null): n is 2",
                "the check \"p != q\" fails in line 2 (shop = Ro\\u{7}me, month = null): p is 5.00, q is 5",
                "the check \"q >= 0.5\" fails in line 3 (shop = Rome, month = 2024-01): q is 0",
            ])
        #expect(!plan.findings(in: table).contains { $0.description.contains("me") })
        let texts = try Sample.plan("{from: \"sales\", rows: [\"shop\"], measures: {most: {max: \"shop\"}}, checks: [\"shop != most\"]}")
        let rows = [Sample.row("a", ["shop": .text("Rome")])]
        let named = try texts.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
        #expect(texts.findings(in: named).map(\.what) == ["the check \"shop != most\" fails in line 1"])
        #expect(texts.findings(in: named, showsPayload: true).map(\.what) == ["the check \"shop != most\" fails in line 1 (shop = Rome): shop is Rome, most is Rome"])
    }

    @Test("Twenty lines are listed, the others counted")
    func many() throws {
        let rows = (0..<25).map { Sample.row("\($0)", ["shop": .text("\($0)"), "quantity": .units(0)]) }
        let plan = try Sample.plan(Self.text)
        let table = try plan.run(on: InMemorySnapshot(Sample.schema, rows: rows), period: nil)
        let findings = plan.findings(in: table)
        #expect(findings.count == 21)
        #expect(findings.last?.description == "report sales/r: 5 more failures of checks")
        #expect(plan.failedChecks(of: table).map(\.lines) == [Array(1...25)])
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
