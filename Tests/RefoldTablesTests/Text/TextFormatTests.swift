import RefoldTables
import RefoldValues
import Testing

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
        let lines = try Self.lines(Self.table(lines: 1), width: 30)
        #expect(
            lines == [
                "Title", "", "Place   Rome, the town", "note    line 0", "amount  -1234567.89", "", "Place   Rome, the town", "note    subtotal",
                "amount  -1234567.89", "", "Place   total", "note", "amount  -1234567.89", "",
            ])
    }

    @Test("Wide characters count twice, and no line passes the width")
    func wideCharacters() throws {
        let table = try Self.table(text: "李雷和韩梅梅在罗马")
        let whole = try Self.lines(table)
        #expect(whole[4] == "李雷和韩梅梅在罗马  line 0    -1234567.89")
        #expect(try Self.lines(table, width: 33)[4].hasPrefix("李雷和韩梅…  "))
        #expect(try Self.lines(table, width: 34)[4].hasPrefix("李雷和韩梅梅…  "))
    }

    @Test("A table of more lines than are held has each of them once")
    func longTables() throws {
        let lines = try Self.lines(Self.table(lines: 25_000))
        #expect(lines.filter { $0.contains("  line ") }.count == 25_000)
        #expect(lines.filter { $0.hasPrefix("Place") }.count == 1 && lines.filter { $0.hasPrefix("total") }.count == 1)
        #expect(lines.filter { $0.hasPrefix("---") }.count == 2)
    }

    @Test("What controls a terminal is shown and not sent")
    func controls() throws {
        let bytes = try Self.table(text: "\u{1B}[2J\u{202E}").bytes(as: TextFormat())
        #expect(!bytes.contains(0x1B) && String(decoding: bytes, as: UTF8.self).contains("\\u{1B}[2J\\u{202E}"))
    }
}
