import RefoldTables
import RefoldValues
import Testing

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

                from 2024-01-01 to before 2025-01-01, Europe/Rome

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
