import RefoldValues
import Testing

@testable import RefoldTables

@Suite("Tables for people")
struct TextFormatTests {
    private static func table(lines: Int = 3, text: String = "Rome, the town") throws -> FigureTable {
        let columns = [
            TableColumn("place", .text, isRowColumn: true, label: "Place"), TableColumn("note", .text, isRowColumn: true),
            TableColumn("amount", .decimal(scale: 2), isRowColumn: false),
        ]
        let amount = try #require(ExactDecimal("-1234567.89"))
        let cells = (0..<lines).flatMap { [TableValue.text(text), .text("line \($0)"), .number(amount)] }
        var table = FigureTable(TableHead(name: "r", title: "Title", bound: 1, columns: columns), cells: cells, totals: [.null, .null, .number(amount)])
        table.subtotals = [.init(after: 2, agreeing: [0], values: [.text(text), .null, .number(amount)])]
        return table
    }

    private static func lines(_ table: FigureTable, width: Int? = nil) throws -> [Substring] {
        String(decoding: try table.bytes(as: TextFormat(), TableStyle(width: width)), as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
    }

    @Test("Lines that fit are the same with a width and without")
    func fitting() throws {
        let table = try Self.table()
        let whole = try Self.lines(table)
        #expect(
            whole == [
                "Title", "", "Place           note           amount", "--------------  --------  -----------", "Rome, the town  line 0    -1234567.89",
                "Rome, the town  line 1    -1234567.89", "Rome, the town  subtotal  -1234567.89", "Rome, the town  line 2    -1234567.89",
                "--------------  --------  -----------", "total                     -1234567.89", "",
            ])
        #expect(try Self.lines(table, width: 37) == whole)
    }

    @Test("Texts are shortened to fit, never figures")
    func shortened() throws {
        for width in 31...36 {
            let lines = try Self.lines(Self.table(), width: width).dropFirst(2)
            #expect(lines.allSatisfy { $0.count <= width }, "\(width)")
            #expect(lines.filter { $0.hasSuffix("-1234567.89") }.count == 5 && lines.contains { $0.hasPrefix("Rome") && $0.contains("…") })
        }
    }

    @Test("Where that is not enough, each line is a record with every value whole")
    func records() throws {
        let lines = try Self.lines(Self.table(lines: 2), width: 30)
        #expect(
            lines == [
                "Title", "", "Place   Rome, the town", "note    line 0", "amount  -1234567.89", "",
                "Place   Rome, the town", "note    line 1", "amount  -1234567.89", "", "Place   Rome, the town", "note    subtotal",
                "amount  -1234567.89", "", "Place   total", "note", "amount  -1234567.89", "",
            ])
    }

    @Test("Wide characters count twice, and no line passes the width")
    func wideCharacters() throws {
        let table = try Self.table(text: "李雷和韩梅梅在罗马")
        let whole = try Self.lines(table)
        #expect(whole[4] == "李雷和韩梅梅在罗马  line 0    -1234567.89")
        #expect(try Self.lines(table, width: 35)[4].hasPrefix("李雷和韩梅…   line"))
        #expect(try Self.lines(table, width: 36)[4].hasPrefix("李雷和韩梅梅…  line"))
    }

    @Test("A table of more lines than are held has each of them once")
    func longTables() throws {
        let lines = try Self.lines(Self.table(lines: 25_000))
        #expect(lines.filter { $0.contains("  line ") }.count == 25_000)
        #expect(lines.filter { $0.hasPrefix("Place") }.count == 1 && lines.filter { $0.hasPrefix("total") }.count == 1)
        #expect(lines.filter { $0.hasPrefix("---") }.count == 2)
    }

    @Test("Of lines with more bytes than are held the columns are as wide as each part needs, and no line is lost")
    func longTexts() throws {
        var table = try Self.table(lines: 40)
        table.subtotals = []
        table.cells[3 * 39] = .text(String(repeating: "x", count: 50))
        let lines = String(decoding: try table.bytes(as: TextFormat(mostBytes: 200)), as: UTF8.self).split(separator: "\n")
        #expect(lines.filter { $0.contains("  line ") }.count == 40)
        #expect(lines.filter { $0.hasPrefix("Place") }.count == 1 && lines.filter { $0.hasPrefix("total") }.count == 1)
        #expect(lines[3].count < lines[42].count && lines.filter { $0.hasPrefix("Rome, the town  line") }.count > 30)
    }

    @Test("A long text does not make all lines as long")
    func longText() throws {
        var table = try Self.table(lines: 2_000)
        table.subtotals = []
        table.cells[3 * 1_000] = .text(String(repeating: "x", count: 100_000))
        let bytes = try table.bytes(as: TextFormat(mostBytes: 1 << 20))
        #expect(bytes.count < 2 << 20)
        #expect(String(decoding: bytes, as: UTF8.self).split(separator: "\n").count == 2_000 + 5)
    }

    @Test("Columns are lowered as if the widest gave way by one, again and again")
    func lowered() {
        var dice = Dice(seed: 7)
        for _ in 0..<3_000 {
            let widths = (0..<1 + dice.below(6)).map { _ in 1 + dice.below(dice.below(2) == 0 ? 12 : 40) }
            let texts = widths.indices.filter { _ in dice.below(4) > 0 }
            let room = dice.below(widths.reduce(0, +) + 10) - 5
            var expected = widths
            while expected.reduce(0, +) > room, let widest = texts.filter({ expected[$0] > 8 }).max(by: { expected[$0] < expected[$1] }) {
                expected[widest] -= 1
            }
            #expect(TextLayout.lowered(widths, texts, to: room) == expected, "\(widths) \(texts) \(room)")
        }
        #expect(TextLayout.lowered([Int.max / 8, 9, Int.max / 8, 11], [0, 1, 2], to: 80) == [30, 9, 30, 11])
    }

    @Test(
        "Pictures are two wide, marks alone and what is not seen are not wide",
        arguments: [
            ("\u{1F680}", 2), ("\u{1F6FF}", 2), ("\u{1F7E0}\u{1F7EB}", 4), ("\u{1FA70}\u{1FAFF}", 4), ("\u{1F600}", 2), ("\u{2705}", 2), ("\u{301}", 0),
            ("\u{20DD}", 0), ("\u{3099}", 0), ("a\u{301}", 1), ("\u{200D}", 0), ("\u{FE0F}", 0), ("\u{200B}\u{2060}", 0), ("\u{1F468}\u{200D}\u{1F469}", 2),
            ("\u{1F1EE}\u{1F1F9}", 2), ("\u{D55C}", 2), ("\u{1112}\u{1161}\u{11AB}", 2), ("\u{600}1", 1), ("é–€", 3), ("李", 2), ("", 0),
        ])
    func widths(text: String, width: Int) {
        #expect(TextWidth.of(text) == width)
    }

    @Test("Times are in UTC, as in CSV, whatever the zone of the table")
    func times() throws {
        var head = TableHead(name: "r", title: "", bound: 1, columns: [TableColumn("at", .timestamp, isRowColumn: true)])
        head.zone = PageSamples.rome
        let lines = try Self.lines(FigureTable(head, cells: [.timestamp("2012-07-01T00:00:00Z".time)]))
        #expect(lines[0] == "r" && lines[4] == "2012-07-01T00:00:00Z")
    }

    @Test("What controls a terminal is shown and not sent")
    func controls() throws {
        let bytes = try Self.table(text: "\u{1B}[2J\u{202E}").bytes(as: TextFormat())
        #expect(!bytes.contains(0x1B) && String(decoding: bytes, as: UTF8.self).contains("\\u{1B}[2J\\u{202E}"))
    }
}
