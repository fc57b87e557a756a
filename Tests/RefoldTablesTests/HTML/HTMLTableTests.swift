import Foundation
import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Tables of pages")
struct HTMLTableTests {
    @Test(
        "The digits of a number are grouped by elements alone",
        arguments: [
            ("748957.020", "<span>748</span>957.020"), ("-1234567", "-<span>1</span><span>234</span>567"), ("999", "999"), ("0.0001234", "0.0001234"),
            ("-0.50", "-0.50"),
            ("1000", "<span>1</span>000"),
        ])
    func numbers(plain: String, html: String) throws {
        var bytes: [UInt8] = []
        HTMLNumber.append(try #require(ExactDecimal(plain)), to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == html)
    }

    @Test("Numbers that tell lines apart, such as years, are not grouped")
    func years() throws {
        let head = PageSamples.head([TableColumn("year", .integer, isRowColumn: true), TableColumn("fines", .integer, isRowColumn: false)])
        let page = try PageSamples.page(FigureTable(head, cells: [.number(ExactDecimal(2012)), .number(ExactDecimal(-2012))]))
        #expect(page.contains("<tr><td class=\"n\">2012</td><td class=\"n minus\">-<span>2</span>012</td></tr>"))
    }

    @Test("Times are shown in the zone of the table, with the instant for programs")
    func times() throws {
        var head = PageSamples.head([TableColumn("time", .timestamp, isRowColumn: true)])
        head.zone = PageSamples.rome
        let times = ["2012-07-01T00:00:00Z", "2012-10-28T00:30:00Z", "2012-10-28T01:30:00Z", "2012-01-01T00:00:00.25Z"].compactMap { Timestamp($0) }
        let page = try PageSamples.page(FigureTable(head, cells: times.map { .timestamp($0) }))
        #expect(page.contains("<time datetime=\"2012-07-01T00:00:00Z\">2012-07-01 02:00:00+02:00</time>"))
        #expect(page.contains("2012-10-28 02:30:00+02:00</time>"))
        #expect(page.contains("2012-10-28 02:30:00+01:00</time>"))
        #expect(page.contains("2012-01-01 01:00:00.25+01:00</time>"))
    }

    @Test("Times at the ends of the calendar and old offsets with seconds are shown")
    func oddTimes() {
        var zone = ZonedText(TimeZoneRules(name: "Europe/Rome", firstOffset: 2996, changes: []))
        #expect(zone.text(Timestamp.last) == "9999-12-31 23:59:59.999999+00:00")
        #expect(Timestamp("1850-01-01T00:00:00Z").map { zone.text($0) } == "1850-01-01 00:49:56+00:49:56")
        var west = ZonedText(TimeZoneRules(name: "West", firstOffset: -12_600, changes: []))
        #expect(west.text(Timestamp.first) == "0001-01-01 00:00:00+00:00")
        #expect(Timestamp("2012-01-01T00:00:00Z").map { west.text($0) } == "2011-12-31 20:30:00-03:30")
    }

    @Test("A period of whole days is shown by its first and its last day")
    func period() throws {
        var table = PageSamples.months(1)
        table.interval = TableInterval(
            from: .date(try #require(CalendarDate("2012-01-01"))), to: .date(try #require(CalendarDate("2013-01-01"))), timeZone: "Europe/Rome")
        #expect(try PageSamples.page(table).contains("<dd>2012-01-01 to 2012-12-31</dd>"))
        let (from, to) = (try #require(Timestamp("2012-06-30T22:00:00Z")), try #require(Timestamp("2012-07-31T22:00:00Z")))
        table.interval = TableInterval(from: .timestamp(from), to: .timestamp(to), timeZone: "Europe/Rome")
        table.zone = PageSamples.rome
        #expect(try PageSamples.page(table).contains("<dd>2012-07-01 to 2012-07-31</dd>"))
        table.zone = .utc
        #expect(try PageSamples.page(table).contains("<dd>from 2012-06-30 22:00:00+00:00 to before 2012-07-31 22:00:00+00:00</dd>"))
    }

    @Test("Warnings stand in a box, typed tests and the source are named")
    func remarks() throws {
        var table = PageSamples.months(2)
        #expect(try !PageSamples.page(table).contains("class=\"warning\""))
        table.isIncomplete = true
        table.failedChecks = [FailedCheck("paid >= 0", lines: [1, 2])]
        table.typedTests = ["kind = \"a\""]
        table.asOf = ["2012-12-31"]
        table.behind = 7
        table.facts = [TableFact("Definition", "payments/months")]
        table.description = "First.\nSecond."
        let page = try PageSamples.page(table)
        for part in [
            "<li>check failed: paid &gt;= 0, lines 1, 2</li>", "<li>incomplete: ", "<dd>kind = &quot;a&quot;</dd>", "<dd>2012-12-31</dd>",
            "<dd>7, not in these figures</dd>",
            "<dt>Definition</dt><dd>payments/months</dd>", "<p class=\"lead\">First.</p>", "<p class=\"lead\">Second.</p>",
            "<dt>Position</dt><dd>561470</dd>", "<dt>Where</dt>", "<dt>As of</dt><dd>2012-12-31</dd>",
        ] { #expect(page.contains(part), "\(part)") }
    }

    @Test("Lines of others, subtotals and the total are marked and labelled, and the total is the last")
    func kinds() throws {
        let page = try PageSamples.page(PageSamples.everything(5))
        #expect(page.components(of: "<tr class=\"others\">") == 2)
        #expect(page.components(of: "<tr class=\"subtotal\"><td class=\"one\">&lt;kind&gt;</td><td class=\"label\">subtotal</td>") == 1)
        #expect(page.contains("<tfoot>\n<tr class=\"total\"><td class=\"label\">total</td>"))
    }

    @Test("Headings are labels with the currency, and names are kept for programs")
    func headings() throws {
        let page = try PageSamples.page(PageSamples.months(1))
        #expect(page.contains("<th scope=\"col\" class=\"n\" data-column=\"amount\">Amount <span class=\"unit\">EUR</span></th>"))
        #expect(page.contains("<th scope=\"col\" data-column=\"month\">Month</th>"))
    }

    @Test("Totals stand above the charts in large figures, but not those of one line, and there are none over several currencies")
    func totals() throws {
        var head = PageSamples.head([
            TableColumn("currency", .text, isRowColumn: true), TableColumn("amount", .money(.column("currency")), isRowColumn: false),
            TableColumn("due", PageSamples.euro, isRowColumn: false),
        ])
        head.charts = [Chart(.bar, x: "currency", y: ["due"])]
        let line: [TableValue] = [.text("USD"), PageSamples.number("1.00"), PageSamples.number("2.00")]
        let page = try PageSamples.page(
            FigureTable(head, cells: line + line, totals: [.null, .null, PageSamples.number("4000.00")]))
        #expect(!page.contains("<dt>amount"))
        #expect(page.contains("<dt>due <span class=\"unit\">EUR</span></dt><dd class=\"n\"><span>4</span>000.00</dd>"))
        #expect(try #require(page.range(of: "<dl class=\"totals\"")).lowerBound < #require(page.range(of: "<figure")).lowerBound)
        let none = try PageSamples.page(FigureTable(head, cells: line + line, totals: [.null, .null, .null]))
        #expect(!none.contains("class=\"totals\""))
        #expect(try !PageSamples.page(FigureTable(head, cells: line, totals: line)).contains("class=\"totals\""))
    }

    @Test("Past 10,000 lines the page says above and below what it shows, and totals are there")
    func many() throws {
        let head = PageSamples.head([TableColumn("a", .integer, isRowColumn: true)])
        let page = try PageSamples.page(FigureTable(head, cells: (0..<10_001).map { .number(ExactDecimal($0)) }, totals: [.null]))
        #expect(page.components(of: "The first 10,000 of 10,001 lines are shown; totals count all.") == 2)
        #expect(page.components(of: "<tr><td") == 10_000)
        #expect(page.components(of: "<tr class=\"total\">") == 1)
        let whole = try PageSamples.page(FigureTable(head, cells: (0..<10_000).map { .number(ExactDecimal($0)) }))
        #expect(whole.components(of: "lines are shown") == 0)
        #expect(whole.components(of: "<tr><td") == 10_000)
    }

    @Test("A page with charts of too many lines says that they are not drawn, and how many a chart shows")
    func manyCharted() throws {
        var table = PageSamples.months(10_001)
        table.totals = nil
        let page = try PageSamples.page(table)
        let words = "lines are shown; totals count all. The charts are not drawn: a chart shows at most 10,000 lines."
        #expect(page.components(of: "The first 10,000 of 10,001 \(words)") == 2)
        #expect(page.components(of: "Not drawn: the table has 10,001 lines, and a chart shows at most 10,000 lines.") == 2)
        #expect(!page.contains("role=\"img\""))
        #expect(try PageSamples.page(PageSamples.months(0)).components(of: "Not drawn: the table has no lines.") == 2)
    }

    @Test("Of lines with more bytes than a page has room for the first are shown, and the page says how many")
    func manyBytes() throws {
        func page(_ table: FigureTable, _ most: Int) throws -> String {
            String(decoding: try table.bytes(as: HTMLFormat(mostBytes: most)), as: UTF8.self)
        }
        var table = PageSamples.months(30)
        let cut = try page(table, 1_000)
        let shown = cut.components(of: "<tr><td")
        #expect((2..<30).contains(shown) && cut.components(of: "The first \(shown) of 30 lines are shown; totals count all.") == 2)
        #expect(cut.components(of: "<tr class=\"total\">") == 1 && cut.contains("role=\"img\"") && !cut.contains("not drawn"))
        #expect(try page(table, 10).components(of: "None of 30 lines is shown; totals count all.") == 2)
        let whole = try page(table, 1 << 20)
        #expect(whole.components(of: "<tr><td") == 30 && whole.contains("<p class=\"count\">30 lines</p>"))
        // A short line after one that has no room is not shown either: the first lines are.
        table.cells[4] = .text(String(repeating: "x", count: 2_000))
        #expect(try page(table, 1_000).contains("The first 1 of 30 lines is shown"))
        let lines = try #require(whole.split(separator: "<tbody>\n").last?.split(separator: "</tbody>").first)
        var subtotalled = PageSamples.months(30)
        subtotalled.subtotals = [FigureTable.Subtotal(after: 30, agreeing: [], values: [.null, .null, .null, .null])]
        #expect(try page(subtotalled, lines.utf8.count).components(of: "30 lines are shown, but not all subtotals; totals count all.") == 2)
    }

    @Test("A table without lines, and one without columns, is a page that says so")
    func empty() throws {
        #expect(try PageSamples.page(FigureTable(PageSamples.head([TableColumn("a", .text, isRowColumn: true)]), cells: [])).contains("There are no lines."))
        #expect(try PageSamples.page(FigureTable(PageSamples.head([]), cells: [])).contains("There are no lines."))
    }
}

extension String {
    /// How often a text occurs.
    func components(of text: String) -> Int { split(separator: text, omittingEmptySubsequences: false).count - 1 }
}
