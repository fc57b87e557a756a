import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Markdown")
struct MarkdownFormatTests {
    private static func text(_ table: FigureTable) throws -> String { String(decoding: try table.bytes(as: MarkdownFormat()), as: UTF8.self) }

    private static func table(_ texts: [String], title: String = "Title") throws -> FigureTable {
        let columns = [TableColumn("place", .text, isRowColumn: true, label: "Pl|ace"), TableColumn("n", .integer, isRowColumn: false)]
        let cells = texts.flatMap { [TableValue.text($0), .number(ExactDecimal(-5))] }
        return FigureTable(TableHead(name: "r", title: title, bound: 1, columns: columns), cells: cells, totals: [.null, .number(ExactDecimal(-5))])
    }

    @Test("It has a heading, what there is to know, and a table with numbers to the right and bold totals")
    func whole() throws {
        var table = try Self.table(["Rome", "李"])
        table.description = "1. Not a list\n- nor this"
        table.interval = TableInterval(
            from: .date(try #require(CalendarDate("2024-01-01"))), to: .date(try #require(CalendarDate("2025-01-01"))), timeZone: "Europe/Rome")
        table.typedTests = ["n>1"]
        table.failedChecks = [FailedCheck("n > 0", lines: [1, 2])]
        #expect(
            try Self.text(table) == #"""
                # Title

                1\. Not a list

                \- nor this

                2024-01-01 to 2024-12-31, Europe/Rome

                > where n\>1

                > check failed: n \> 0, lines 1, 2

                | Pl\|ace   |      n |
                | --------- | -----: |
                | Rome      |     -5 |
                | 李        |     -5 |
                | **total** | **-5** |

                """#)
    }

    @Test("Nothing in a text is markup, and every line has as many cells as the table")
    func hostile() throws {
        let texts = ["a|b", "`c`", "*d* _e_", "<b>f</b>", "[g](http://h)", "line\nbreak", "\\", "~~i~~", "&amp;", "$j$", "\u{1B}[2J", "# k", "!![l]"]
        let lines = try Self.text(Self.table(texts, title: "<script>*x*")).split(separator: "\n")
        #expect(lines[0] == #"# \<script\>\*x\*"#)
        for (text, line) in zip(texts, lines.dropFirst(3)) {
            let bare = line.replacing(/\\[\\`*_{}\[\]<>|~&$#]/, with: "")
            #expect(bare.filter { $0 == "|" }.count == 3, "\(text): \(line)")
            #expect(!bare.contains(/[`*_<>\[\]~&$#]/), "\(text): \(line)")
        }
    }

    @Test("A sign is escaped whatever combines with it")
    func combining() throws {
        let signs = Array("\\`*_{}[]<>|~&$#".unicodeScalars)
        for mark in ["\u{301}", "\u{FE0F}", "\u{200D}", "\u{20E3}"] {
            let text = signs.map { "a\($0)\(mark)" }.joined()
            var expected = String.UnicodeScalarView()
            for scalar in text.unicodeScalars {
                if signs.contains(scalar) { expected.append("\\") }
                expected.append(scalar)
            }
            #expect(MarkdownText.escaped(text).unicodeScalars.elementsEqual(expected))
        }
        let line = try #require(try Self.text(Self.table(["a|\u{301}b|\u{FE0F}c"])).split(separator: "\n").dropFirst(3).first)
        var bars = 0
        let scalars = Array(line.unicodeScalars)
        for place in scalars.indices where scalars[place] == "|" && (place == 0 || scalars[place - 1] != "\\") { bars += 1 }
        #expect(bars == 3)
    }

    @Test(
        "A line of its own is no list, heading or block of code",
        arguments: [
            ("    code", "code"), ("\t- a", "\\- a"), ("\u{A0} 1) a", "1\\) a"), ("  12. a", "12\\. a"), ("=\u{301}=", "\\=\u{301}="), ("  # a", "\\# a"),
            ("   ", ""), ("a - b", "a - b"),
        ])
    func lineBeginnings(text: String, escaped: String) {
        #expect(MarkdownText.escaped(line: text).unicodeScalars.elementsEqual(escaped.unicodeScalars))
    }

    @Test(
        "Addresses and names are not made links",
        arguments: [
            ("www.a.com", "www\\.a.com"), ("WWW.a", "WWW\\.a"), ("http://a", "http\\://a"), ("https://a/b", "https\\://a/b"), ("a@b.c", "a@<!-- -->b.c"),
            ("@name", "@<!-- -->name"), ("@é @_ @- @1", "@<!-- -->é @<!-- -->\\_ @<!-- -->- @<!-- -->1"), ("a: b", "a: b"), ("w.w.", "w.w."),
            ("12:30", "12:30"), ("5 @ 3 @", "5 @ 3 @"), ("ww", "ww"), (":", ":"), (".", "."), (":/", ":/"),
        ])
    func links(text: String, escaped: String) {
        #expect(MarkdownText.escaped(text) == escaped)
    }

    @Test("Times are shown in the zone of the table")
    func times() throws {
        var head = TableHead(name: "r", title: "T", bound: 1, columns: [TableColumn("at", .timestamp, isRowColumn: true)])
        head.zone = PageSamples.rome
        #expect(try Self.text(FigureTable(head, cells: [.timestamp("2012-07-01T00:00:00Z".time)])).contains("| 2012-07-01 02:00:00+02:00 |"))
    }

    @Test("Of lines with more bytes than are held the first choose the widths, and each stands once")
    func longTexts() throws {
        let table = try Self.table((0..<40).map { $0 == 39 ? String(repeating: "x", count: 50) : "text \($0)" })
        let lines = String(decoding: try table.bytes(as: MarkdownFormat(mostBytes: 100)), as: UTF8.self).split(separator: "\n")
        #expect(lines.count == 1 + 2 + 40 + 1 && lines[2].count < 30 && lines[42].count > 50)
        let long = try Self.table([String(repeating: "x", count: 100_000)] + (0..<1_000).map { "\($0)" })
        #expect(try long.bytes(as: MarkdownFormat()).count < 1 << 20)
    }

    @Test("A table of more lines than are held has each of them once")
    func longTables() throws {
        let lines = try Self.text(Self.table((0..<2_500).map { "t\($0)" })).split(separator: "\n")
        #expect(lines.count == 1 + 2 + 2_500 + 1 && lines[2_502].contains("t2499"))
    }

    @Test("A table without lines has its header")
    func empty() throws {
        #expect(try Self.text(Self.table([])).contains("| Pl\\|ace   |      n |\n| --------- | -----: |\n| **total**"))
    }
}
