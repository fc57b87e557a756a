import RefoldCore
import RefoldTables
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldReports

/// The read model of most tests of reports.
enum Sample {
    static let schema = ReadModelSchema(
        name: "sales", key: [ColumnSchema("key", .text)],
        columns: [
            ColumnSchema("shop", .text), ColumnSchema("quantity", .integer), ColumnSchema("price", .decimal(scale: 2)),
            ColumnSchema("amount", .money(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("is_online", .boolean),
            ColumnSchema("sold_at", .timestamp), ColumnSchema("due_on", .date), ColumnSchema("note", .json),
            ColumnSchema("fee", .money(currency: "fee_currency")), ColumnSchema("fee_currency", .text),
            ColumnSchema("target", .decimal(scale: 3)),
        ])

    static func column(_ name: String) -> Int { schema.allColumns.firstIndex { $0.name == name } ?? -1 }

    /// A row with the given cells; the others are null.
    static func row(_ key: String, _ cells: [String: InMemorySnapshot.Cell]) -> [InMemorySnapshot.Cell] {
        schema.allColumns.map { $0.name == "key" ? .text(key) : cells[$0.name] ?? .null }
    }

    /// Reads and plans a definition; every fault is a failure of the test.
    static func plan(_ text: String, _ location: SourceLocation = #_sourceLocation) throws -> ReportPlan {
        let read = ReportPlan.read(text.utf8, file: "r.report.json5", name: "sales/r", readModels: ["sales": schema])
        #expect(read.faults.isEmpty, sourceLocation: location)
        return try #require(read.plan, sourceLocation: location)
    }

    /// The faults of a definition, one line each.
    static func faults(_ text: String) -> [String] {
        let read = ReportPlan.read(
            text.utf8, file: "r.report.json5", name: "sales/r", readModels: ["sales": schema, "broken": nil])
        #expect((read.plan == nil) == !read.faults.isEmpty)
        return read.faults.map(\.description)
    }

    static func csv(
        _ text: String, _ rows: [[InMemorySnapshot.Cell]], period: Period? = nil, blockSize: Int = 1000,
        _ location: SourceLocation = #_sourceLocation
    ) throws -> String {
        let table = try plan(text, location).run(on: InMemorySnapshot(schema, rows: rows, blockSize: blockSize), period: period)
        return String(decoding: try table.bytes(as: CSVFormat(), TableStyle(csv: CSVOptions.format([], hasTotals: true))), as: UTF8.self)
    }
}

func micros(_ text: String) throws -> InMemorySnapshot.Cell {
    .units(try #require(Timestamp(text)).microseconds)
}

func day(_ text: String) throws -> CalendarDate { try #require(CalendarDate(text)) }

extension FigureTable {
    /// The table as people read it.
    func text() throws -> String { String(decoding: try bytes(as: TextFormat()), as: UTF8.self) }
}
