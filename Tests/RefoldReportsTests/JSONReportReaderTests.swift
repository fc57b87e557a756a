import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

@Suite("Reading a report back from its JSON")
struct JSONReportReaderTests {
    private static func rowColumns(of table: FigureTable) -> Int { table.columns.count(where: \.isRowColumn) }

    @Test("gives the same table: all formats made of it are the same bytes", arguments: 0..<200)
    func exact(_ seed: UInt64) throws {
        var tables = RandomTables(seed)
        let table = tables.table()
        let bytes = try table.bytes(as: JSONFormat())
        let read = try JSONReportReader.table(of: bytes, rowColumns: Self.rowColumns(of: table), at: .nowhere)
        #expect(try read.bytes(as: JSONFormat()) == bytes)
        var format = CSVStyle()
        format.hasTotals = true
        #expect(try read.bytes(as: CSVFormat(), TableStyle(csv: format)) == table.bytes(as: CSVFormat(), TableStyle(csv: format)))
        #expect(try read.text() == table.text())
        #expect(read == table)
    }

    @Test("refuses bytes that refold did not write", arguments: 0..<40)
    func altered(_ seed: UInt64) throws {
        var tables = RandomTables(seed)
        let table = tables.table()
        let bytes = try table.bytes(as: JSONFormat())
        var others: [[UInt8]] = [[], Array(bytes.dropLast()), bytes + [0x20], Array("{}".utf8), Array("[]".utf8), [0xFF]]
        for _ in 0..<40 {
            var other = bytes
            let place = Int.random(in: 0..<other.count, using: &tables.random)
            // A change that leaves the text whole, such as another digit, is another report.
            other[place] = [UInt8(ascii: " "), UInt8(ascii: "{"), UInt8(ascii: ","), 0x01][Int.random(in: 0..<4, using: &tables.random)]
            if other != bytes { others.append(other) }
        }
        for other in others {
            guard let read = try? JSONReportReader.table(of: other, rowColumns: Self.rowColumns(of: table), at: .nowhere) else { continue }
            #expect(try read.bytes(as: JSONFormat()) == other)
        }
        for other in others.prefix(6) {
            let error = #expect(throws: RefoldError.self) { _ = try JSONReportReader.table(of: other, rowColumns: 0, at: .named("x.json")) }
            #expect(error?.status == .refused)
        }
    }
}
