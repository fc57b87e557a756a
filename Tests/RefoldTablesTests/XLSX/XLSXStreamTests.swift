import RefoldValues
import Testing

@testable import RefoldTables

@Suite("XLSX: writing piece by piece")
struct XLSXStreamTests {
    /// Writes the same lines again and again, and takes bytes away when there are `piece` of them.
    ///
    /// - Returns: the file, and the most bytes that were pending after a line.
    private static func write(_ table: FigureTable, times: Int, piece: Int) throws -> (bytes: [UInt8], pending: Int) {
        var (writer, bytes) = (XLSXFormat().writer(of: table.head, as: TableStyle()), [UInt8]())
        var (all, pending) = ([UInt8](), 0)
        try writer.begin(to: &bytes)
        for _ in 0..<times {
            for row in 0..<table.rowCount {
                try writer.beginLine(.line, to: &bytes)
                for value in table.row(row) { try writer.cell(value, to: &bytes) }
                try writer.endLine(to: &bytes)
                pending = max(pending, bytes.count)
                if bytes.count >= piece {
                    all += bytes
                    bytes.removeAll(keepingCapacity: true)
                }
            }
        }
        try writer.end(to: &bytes)
        return (all + bytes, pending)
    }

    private static func simple() -> FigureTable {
        var numbers = SeededNumbers(3)
        let columns = [
            TableColumn("name", .text, isRowColumn: true), TableColumn("day", .date, isRowColumn: true),
            TableColumn("sum", .decimal(scale: 2), isRowColumn: false),
        ]
        let cells = (0..<3_000).flatMap { line -> [TableValue] in
            [.text("name \(line % 71)"), .date(CalendarDate(days: line) ?? .first),
            .number(ExactDecimal(units: Int64.random(in: -99_999...9_999_999, using: &numbers), scale: 2))]
        }
        return FigureTable(TableHead(name: "long/lines", title: "Long", bound: 1, columns: columns), cells: cells)
    }

    @Test("The pending bytes of 300,000 lines stay below one block")
    func pending() throws {
        let (bytes, pending) = try Self.write(Self.simple(), times: 100, piece: 1)
        #expect(pending < 1 << 18)
        #expect(bytes.count > 1 << 20)
    }

    @Test("What the writer keeps does not grow with the lines")
    func kept() throws {
        let table = Self.simple()
        var (writer, bytes, most) = (XLSXWriter(table.head, XLSXLimits()), [UInt8](), 0)
        try writer.begin(to: &bytes)
        for _ in 0..<20 {
            for row in 0..<table.rowCount {
                try writer.beginLine(.line, to: &bytes)
                for value in table.row(row) { try writer.cell(value, to: &bytes) }
                try writer.endLine(to: &bytes)
                most = max(most, writer.zip.part.bytes.count)
            }
        }
        #expect(most < Deflate.blockSize + Deflate.window + 1 << 12)
    }

    @Test("The same table gives the same bytes, whenever some are taken away")
    func same() throws {
        for table in [XLSXWorld.everything(), XLSXWorld.random(5), Self.simple()] {
            #expect(try table.bytes(as: XLSXFormat()) == table.bytes(as: XLSXFormat()))
        }
        let table = Self.simple()
        let whole = try Self.write(table, times: 5, piece: .max).bytes
        #expect(try Self.write(table, times: 5, piece: 1).bytes == whole)
        #expect(try Self.write(table, times: 5, piece: 77_777).bytes == whole)
    }

    @Test("Texts as bytes are written like texts")
    func spans() throws {
        let table = XLSXWorld.everything()
        var (writer, bytes) = (XLSXFormat().writer(of: table.head, as: TableStyle()), [UInt8]())
        try writer.begin(to: &bytes)
        try table.forEachLine { (kind: LineKind, values: ArraySlice<TableValue>) throws(RefoldError) in
            try writer.beginLine(kind, to: &bytes)
            for value in values {
                if case .text(let text) = value { try writer.cell(text: text.utf8.span, to: &bytes) } else { try writer.cell(value, to: &bytes) }
            }
            try writer.endLine(to: &bytes)
        }
        try writer.end(to: &bytes)
        #expect(try bytes == table.bytes(as: XLSXFormat()))
    }

    @Test("A line of more bytes than are held back is written as it comes")
    func wideLine() throws {
        let columns = (0..<100).map { TableColumn("c\($0)", .text, isRowColumn: false) }
        let table = FigureTable(
            TableHead(name: "wide/line",
                title: "Wide", bound: 1, columns: columns), cells: [TableValue](repeating: .text(String(repeating: "x", count: 32_000)), count: 300))
        var (writer, bytes, most) = (XLSXWriter(table.head, XLSXLimits()), [UInt8](), 0)
        try writer.begin(to: &bytes)
        for row in 0..<3 {
            try writer.beginLine(.line, to: &bytes)
            for value in table.row(row) {
                try writer.cell(value, to: &bytes)
                most = max(most, writer.zip.part.bytes.count)
            }
            try writer.endLine(to: &bytes)
        }
        try writer.end(to: &bytes)
        #expect(most < XLSXLimits().heldBytes + 1 << 17)
    }
}
