import RefoldValues
import Testing

@testable import RefoldTables

@Suite("What is drawn")
struct ChartPlanTests {
    private static let columns = [
        TableColumn("month", .text, isRowColumn: true, label: "Month"), TableColumn("state", .text, isRowColumn: true),
        TableColumn("currency", .text, isRowColumn: true),
        TableColumn("count", .integer, isRowColumn: false), TableColumn("amount", .money(.column("currency")), isRowColumn: false),
        TableColumn("due", PageSamples.euro, isRowColumn: false),
        TableColumn("data", .json, isRowColumn: false),
    ]

    /// Lines as `month state currency count amount due`, words apart by spaces; `-` is null.
    private func plan(_ chart: Chart, _ lines: [String], kinds: [LineKind] = []) -> ChartPlan {
        var taken = ChartLines(chart, of: PageSamples.head(Self.columns))
        for (number, line) in lines.enumerated() {
            let words = line.split(separator: " ").map(String.init)
            let values: [TableValue] = words.enumerated().map { place, word in word == "-" ? .null : place < 3 ? .text(word) : PageSamples.number(word) }
            taken.add(number < kinds.count ? kinds[number] : .line, values + [.null])
        }
        return ChartPlan(taken, zone: .utc)
    }

    private func texts(_ plot: ChartPlot) -> [[String]] { plot.series.map { [$0.name] + $0.values.map { $0?.description ?? "-" } } }

    @Test("Each column is a series, nulls are gaps, and lines of totals are no points")
    func columns() {
        let plan = plan(
            Chart(.line, x: "month", y: ["due"]), ["2012-02 - EUR 1 1.00 2.50", "2012-01 - EUR 1 1.00 -", "2012-03 - EUR 1 1.00 -3.00"])
        #expect(plan.plots.map(texts) == [[["due", "-", "2.50", "-3.00"]]])
        #expect(plan.title == "due by Month")
        #expect(plan.plots.first?.unit == "EUR")
        #expect(plan.sentences.isEmpty)
        let totals = self.plan(
            Chart(.line, x: "month", y: ["due"]), ["2012-01 - EUR 1 1.00 1.00", "- - - 9 9.00 9.00", "- - - 9 9.00 9.00", "- - EUR 1 1.00 5.00"],
            kinds: [.line, .subtotal(agreeing: []), .total, .others])
        #expect(totals.plots.first?.places.labels == ["2012-01", "(others)"])
    }

    @Test("Each value of a column of series is a series")
    func series() {
        let plan = plan(
            Chart(.bar, x: "month", y: ["count"], series: "state"),
            ["2012-01 b EUR 1 0 0", "2012-01 a EUR 2 0 0", "2012-02 a EUR 3 0 0", "2012-02 - EUR 4 0 0"])
        #expect(plan.plots.map(texts) == [[["b", "1", "-"], ["a", "2", "3"], ["(none)", "-", "4"]]])
    }

    @Test("Each currency is a drawing of its own, and its title says which")
    func currencies() {
        let plan = plan(
            Chart(.bar, x: "month", y: ["amount"]), ["2012-01 a USD 1 5.00 0", "2012-01 a EUR 1 7.00 0", "2012-02 a EUR 1 8.00 0", "2012-02 a - 1 - 0"])
        #expect(plan.plots.map(\.title) == ["amount by Month, EUR", "amount by Month, USD"])
        #expect(plan.plots.map(texts) == [[["amount", "7.00", "8.00"]], [["amount", "5.00"]]])
        #expect(plan.plots.map(\.unit) == ["EUR", "USD"])
    }

    @Test("One currency is named too, and an amount without one is not taken for it")
    func oneCurrency() {
        #expect(plan(Chart(.bar, x: "month", y: ["amount"]), ["2012-01 a USD 1 5.00 0"]).plots.map(\.title) == ["amount by Month, USD"])
        let plan = plan(Chart(.bar, x: "month", y: ["amount"]), ["2012-01 a USD 1 5.00 0", "2012-01 a - 1 6.00 0"])
        #expect(plan.plots.map(\.unit) == ["no currency", "USD"])
    }

    @Test("Amounts and counts never share an axis")
    func units() {
        let plan = plan(Chart(.bar, x: "month", y: ["count", "due", "amount"], title: "All"), ["2012-01 a EUR 1 5.00 2.00"])
        #expect(plan.plots.map(\.title) == ["All: count", "All: due", "All: amount, EUR"])
        #expect(plan.plots.map(\.series.count) == [1, 1, 1])
    }

    @Test(
        "A chart that would be wrong is a sentence instead",
        arguments: [
            (Chart(.bar, x: "month", y: ["count"]), "Not drawn: several lines have the same Month, as 2012-01."),
            (Chart(.bar, x: "month", y: ["count"], series: "state"), "Not drawn: several lines have the same Month and state, as 2012-01 and a."),
            (Chart(.bar, x: "x", y: ["count"]), "Not drawn: the table has no column x."),
            (Chart(.bar, x: "data", y: ["count"]), "Not drawn: the column data has JSON, which no axis can show."),
            (Chart(.bar, x: "month", y: []), "Not drawn: it names no column of figures."),
            (Chart(.bar, x: "month", y: ["state"]), "Not drawn: the column state has no numbers."),
            (
                Chart(.bar, x: "month", y: ["count", "due"], series: "state"),
                "Not drawn: a chart with a column of series has one column of figures, and this one has 2."
            ),
            (Chart(.bar, x: "month", y: ["due"], series: "currency"), "Not drawn: there are no values."),
        ])
    func refused(chart: Chart, sentence: String) {
        let plan = plan(chart, chart.y == ["due"] ? ["2012-01 a EUR 1 - -", "2012-02 a USD 2 - -"] : ["2012-01 a EUR 1 5 -", "2012-01 a USD 2 6 -"])
        #expect(plan.plots.isEmpty)
        #expect(plan.sentences == [sentence])
    }

    @Test("Past twelve series the largest are drawn, and where they stand on each other the others are added up exactly")
    func limits() throws {
        let lines = (1...15).map { "2012-01 s\($0) EUR 1 0 \($0).10" }
        let plain = try #require(plan(Chart(.bar, x: "month", y: ["due"], series: "state"), lines).plots.first)
        #expect(plain.series.map(\.name) == (4...15).map { "s\($0)" })
        #expect(plain.notes == ["The 12 largest of 15 series are drawn; the table has all."])
        let stacked = try #require(plan(Chart(.bar, x: "month", y: ["due"], series: "state", isStacked: true), lines).plots.first)
        #expect(stacked.series.map(\.name) == (5...15).map { "s\($0)" } + ["4 others together"])
        #expect(stacked.series.last?.values.map { $0?.description } == ["10.40"])
        #expect(stacked.notes == ["The 11 largest of 15 series are drawn; the other 4 are added up."])
    }

    @Test("Past 10,000 lines nothing is drawn and nothing is held")
    func many() {
        var lines = ChartLines(Chart(.line, x: "count", y: ["count"]), of: PageSamples.head([TableColumn("count", .integer, isRowColumn: false)]))
        for number in 0...10_000 { lines.add(.line, [.number(ExactDecimal(Int64(number)))]) }
        #expect(lines.lines.isEmpty)
        #expect(ChartPlan(lines, zone: .utc).sentences == ["Not drawn: the table has 10,001 lines, and a chart shows at most 10,000 lines."])
    }

    @Test("A chart of a table without lines says so, and an empty title counts as none")
    func noLines() {
        let plan = plan(Chart(.bar, x: "month", y: ["due"], title: ""), [])
        #expect(plan.sentences == ["Not drawn: the table has no lines."] && plan.plots.isEmpty && plan.title == "due by Month")
        let both = self.plan(Chart(.bar, x: "month", y: ["count", "due"], title: ""), ["2012-01 a EUR 1 0 2.00"])
        #expect(both.plots.map(\.title) == ["count by Month", "due by Month"])
    }

    @Test("Lines that would stand on each other are areas")
    func stackedLines() throws {
        let plot = try #require(plan(Chart(.line, x: "month", y: ["due"], isStacked: true), ["2012-01 a EUR 1 0 2.00", "2012-02 a EUR 1 0 2.00"]).plots.first)
        #expect(plot.kind == .area && ChartWords(plot).description.hasPrefix("Stacked areas of due"))
    }

    @Test("Values stand on each other on their side of zero")
    func stacks() throws {
        let lines = ["2012-01 a EUR 3 0 0", "2012-01 b EUR -2 0 0", "2012-01 c EUR 4 0 0", "2012-01 d EUR -5 0 0", "2012-02 a EUR 1 0 0"]
        let plot = try #require(plan(Chart(.bar, x: "month", y: ["count"], series: "state", isStacked: true), lines).plots.first)
        let stack = ChartStack(plot)
        #expect(stack.spans.map { $0[0]?.from } == [0, 0, 3, -2])
        #expect(stack.spans.map { $0[0]?.to } == [3, -2, 7, -7])
        #expect(stack.spans.map { $0[1]?.to } == [1, nil, nil, nil])
        #expect((stack.low, stack.high) == (-7, 7))
    }

    @Test("A drawing is told in words with exact numbers")
    func words() throws {
        let lines = ["2012-01 a EUR 1 0 12345678901234567890.123456", "2012-03 a EUR 1 0 -0.10"]
        let plot = try #require(plan(Chart(.line, x: "month", y: ["due"]), lines).plots.first)
        let (low, high) = ("-0.10 EUR (2012-03)", "12345678901234567890.123456 EUR (2012-01)")
        let words = "Lines of due by Month, 2 places from 2012-01 to 2012-03. Smallest value: \(low). Largest value: \(high)."
        #expect(ChartWords(plot).description == words)
        #expect(ChartWords(plot).point(0, 1) == "2012-03, due: -0.10 EUR")
    }
}
