import RefoldValues
import Testing

@testable import RefoldTables

@Suite("What pages say of a table")
struct TablePageTests {
    private static func text(_ table: FigureTable, _ format: any TableFormat) throws -> String {
        String(decoding: try table.bytes(as: format), as: UTF8.self)
    }

    private static func about(_ table: FigureTable, _ name: String) -> [String] { XLSXAbout(table.head).rows.filter { $0.name == name }.map(\.text) }

    @Test("A description has a line for each, whatever their ends are")
    func lines() throws {
        var table = PageSamples.months(1)
        for end in ["\n", "\r\n", "\r", "\u{2028}", "\u{85}"] {
            table.description = "First.\(end)Second.\(end)\(end)- Third."
            #expect(table.head.descriptionLines == ["First.", "Second.", "", "- Third."])
            #expect(try Self.text(table, TextFormat()).hasPrefix("Fines by month\nFirst.\nSecond.\n\n- Third.\n"))
            #expect(try Self.text(table, MarkdownFormat()).hasPrefix("# Fines by month\n\nFirst.\n\nSecond.\n\n\\- Third.\n"))
            let page = try Self.text(table, HTMLFormat())
            #expect(page.contains("<p class=\"lead\">Second.</p>\n<p class=\"lead\">- Third.</p>") && page.components(of: "class=\"lead\"") == 3)
        }
        table.description = nil
        #expect(table.head.descriptionLines.isEmpty)
    }

    @Test("A period has the same words on all pages; the table of texts has its limits in UTC")
    func period() throws {
        var table = PageSamples.months(1)
        let (from, to) = ("2012-06-30T22:00:00Z".time, "2012-07-31T22:00:00Z".time)
        table.interval = TableInterval(from: .timestamp(from), to: .timestamp(to), timeZone: "Europe/Rome")
        table.zone = PageSamples.rome
        let words = "2012-07-01 to 2012-07-31"
        #expect(try Self.text(table, HTMLFormat()).contains("<dt>Period</dt><dd>\(words)</dd>"))
        #expect(try Self.text(table, MarkdownFormat()).contains("\n\n\(words), Europe/Rome\n\n"))
        #expect(Self.about(table, "Period") == [words] && Self.about(table, "Time zone") == ["Europe/Rome"])
        #expect(try Self.text(table, TextFormat()).contains("\nfrom 2012-06-30T22:00:00Z to before 2012-07-31T22:00:00Z, Europe/Rome\n"))
        table.interval.to = .timestamp("2012-07-31T21:00:00Z".time)
        #expect(table.head.periodText == "from 2012-07-01 00:00:00+02:00 to before 2012-07-31 23:00:00+02:00")
        table.interval = .all
        #expect(table.head.periodText == nil && Self.about(table, "Period") == ["all data"] && Self.about(table, "Times shown in") == ["Europe/Rome"])
    }

    @Test("A table without a title has its name in the place of it")
    func title() throws {
        var table = PageSamples.months(1)
        table.title = ""
        #expect(try Self.text(table, TextFormat()).hasPrefix("fines/by-month\n"))
        #expect(try Self.text(table, MarkdownFormat()).hasPrefix("# fines/by-month\n"))
        #expect(try Self.text(table, HTMLFormat()).contains("<h1>fines/by-month</h1>"))
        #expect(Self.about(table, "Title") == ["fines/by-month"])
    }

    @Test("Pages have the same names for the same things")
    func names() throws {
        var table = PageSamples.months(1)
        let plain = try Self.text(table, HTMLFormat())
        #expect(plain.contains("<dt>Events</dt><dd>up to position 561,470</dd>") && !plain.contains("<dt>As of</dt>"))
        table.asOf = ["2012-12-31"]
        table.behind = 3
        table.typedTests = ["a > 1", "b > 2"]
        table.facts = [TableFact("Definition", "payments/months")]
        let page = try Self.text(table, HTMLFormat())
        #expect(!page.contains("<dt>Events</dt>") && page.contains("<dt>Where</dt><dd>a &gt; 1</dd><dd>b &gt; 2</dd>"))
        for (name, text) in [
            ("Table", "fines/by-month"), ("As of", "2012-12-31"), ("Position", "561470"), ("Newer events", "3, not in these figures"),
            ("Definition", "payments/months"), ("Period", "all data"), ("Time zone", "UTC"),
        ] {
            #expect(page.contains("<dt>\(name)</dt><dd>\(text)</dd>"), "\(name)")
            #expect(Self.about(table, name) == [text], "\(name)")
        }
        #expect(Self.about(table, "Where") == ["a > 1", "b > 2"])
        table.behind = 0
        table.hasMomentColumn = true
        #expect(Self.about(table, "Newer events") == ["none"] && Self.about(table, "As of") == ["the moment in each line"])
    }
}
