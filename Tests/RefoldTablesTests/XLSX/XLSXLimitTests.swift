import RefoldValues
import Testing

@testable import RefoldTables

@Suite("XLSX: what a sheet cannot hold")
struct XLSXLimitTests {
    private static func table(_ cells: [[TableValue]]) -> FigureTable {
        let columns = (0..<(cells.first?.count ?? 1)).map { TableColumn("c\($0)", .text, isRowColumn: false) }
        return FigureTable(TableHead(name: "odd/limits", title: "Limits", bound: 1, columns: columns), cells: cells.flatMap(\.self))
    }

    private static func fault(_ table: FigureTable, _ limits: XLSXLimits = XLSXLimits()) throws -> Fault {
        let error = try #require(throws: RefoldError.self) { try table.bytes(as: XLSXFormat(limits: limits)) }
        #expect(error.status == .failed)
        let fault = try #require(error.faults.first)
        #expect(fault.remedy?.contains("write it as CSV") == true)
        #expect(!fault.description.contains("secret"))
        return fault
    }

    @Test("A text of 32,767 UTF-16 units is written, a longer one is refused with its line and column")
    func longText() throws {
        let pictures = String(repeating: "\u{1F600}", count: 16_383)
        for text in [String(repeating: "x", count: 32_767), String(repeating: "\u{E9}", count: 32_767), pictures + "x"] {
            #expect(try !Self.table([[.text(text)]]).bytes(as: XLSXFormat()).isEmpty)
        }
        for text in ["secret" + String(repeating: "x", count: 32_762), pictures + "xx"] {
            let fault = try Self.fault(Self.table([[.null, .null], [.null, .text(text)]]))
            #expect(fault.place == .named("odd/limits, line 2, column \"c1\""))
        }
    }

    @Test("Texts that come as bytes have the same limit")
    func longBytes() {
        let table = Self.table([[.null]])
        var (writer, bytes) = (XLSXFormat().writer(of: table.head, as: TableStyle()), [UInt8]())
        #expect(throws: RefoldError.self) {
            try writer.begin(to: &bytes)
            try writer.beginLine(.line, to: &bytes)
            try writer.cell(text: [UInt8](repeating: 120, count: 32_768).span, to: &bytes)
        }
    }

    @Test("A long title is refused in no way: it goes on in the rows below")
    func longTitle() throws {
        var table = Self.table([[.null]])
        table.title = String(repeating: "x", count: 100_000)
        table.name = table.title
        table.description = table.title
        #expect(try !table.bytes(as: XLSXFormat()).isEmpty)
    }

    @Test("The last row that a sheet has is written, the next is refused with its line")
    func rows() throws {
        var limits = XLSXLimits()
        limits.rows = 4
        let lines: [[TableValue]] = [[.null], [.null], [.text("secret")], [.text("secret")]]
        #expect(try !Self.table(Array(lines.prefix(3))).bytes(as: XLSXFormat(limits: limits)).isEmpty)
        #expect(try Self.fault(Self.table(lines), limits).place == .named("odd/limits, line 4"))
        var table = Self.table(Array(lines.prefix(3)))
        table.totals = [.null]
        table.columns = [TableColumn("c0", .text, isRowColumn: true)]
        #expect(try Self.fault(table, limits).place == .named("odd/limits, total"))
        #expect(try Self.fault(table, limits).remedy == "write it as CSV, or ask for fewer lines")
        #expect(XLSXLimits().rows == 1_048_576)
    }

    @Test("16,384 columns are written, one more is refused with its name")
    func columns() throws {
        #expect(try !Self.table([[TableValue](repeating: .null, count: 16_384)]).bytes(as: XLSXFormat()).isEmpty)
        #expect(try Self.fault(Self.table([[TableValue](repeating: .null, count: 16_385)])).place == .named("odd/limits, column \"c16384\""))
    }

    @Test("A sheet of too many bytes is refused, whether they are compressed yet or not")
    func bytes() throws {
        var limits = XLSXLimits()
        (limits.bytes, limits.heldLines) = (400_000, 10)
        let lines = [[TableValue]](repeating: [.text(String(repeating: "secret", count: 100))], count: 700)
        // A line has its 600 letters and some 75 bytes more.
        let place = try Self.fault(Self.table(lines), limits).place
        #expect((585...600).contains { place == .named("odd/limits, line \($0)") })
        limits.heldLines = 1_000
        #expect(try Self.fault(Self.table(lines), limits).place == .named("odd/limits, line 700"))
        #expect(XLSXLimits().bytes < 1 << 32)
    }

    @Test("More number formats than a workbook has are refused")
    func numberFormats() throws {
        var limits = XLSXLimits()
        limits.numberFormats = 13
        let cells = (0...9).map { [TableValue.number(ExactDecimal(units: 1, scale: $0))] }
        // Those of booleans, days and times are there in any case.
        #expect(try !Self.table(Array(cells.prefix(9))).bytes(as: XLSXFormat(limits: limits)).isEmpty)
        #expect(try Self.fault(Self.table(cells), limits).expected == "at most 13 pairs of currency and decimals")
    }

    @Test("Bytes that are no UTF-8 become a text that XML can hold")
    func brokenBytes() throws {
        let table = Self.table([[.null]])
        var (writer, bytes) = (XLSXFormat().writer(of: table.head, as: TableStyle()), [UInt8]())
        try writer.begin(to: &bytes)
        try writer.beginLine(.line, to: &bytes)
        try writer.cell(text: [0x61, 0xFF, 0xC3].span, to: &bytes)
        try writer.endLine(to: &bytes)
        try writer.end(to: &bytes)
        #expect(try bytes == Self.table([[.text("a\u{FFFD}\u{FFFD}")]]).bytes(as: XLSXFormat()))
    }
}
