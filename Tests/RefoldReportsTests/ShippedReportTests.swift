import Foundation
import RefoldCore
import RefoldDefinitions
import RefoldProjections
import Testing
@testable import RefoldReports

@Suite("The reports that come with the project")
struct ShippedReportTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../Reports").standardizedFileURL.path

    /// The shape of the read model of payments, which is written in Swift.
    private static let payments = ReadModelSchema(
        name: "payments", key: [ColumnSchema("id", .text)],
        columns: ["organization_id", "customer_name", "customer_email"].map { ColumnSchema($0, .text) }
            + [ColumnSchema("amount", .money(currency: "currency")), ColumnSchema("currency", .text), ColumnSchema("status", .text),
                ColumnSchema("created_at", .timestamp), ColumnSchema("created_by", .text), ColumnSchema("updated_at", .timestamp),
                ColumnSchema("updated_by", .text), ColumnSchema("failure_reason", .text), ColumnSchema("refund_reason", .text)])

    private static let eventsByDay = ReadModelSchema(
        name: "payment_events_by_day", key: [ColumnSchema("organization_id", .text), ColumnSchema("currency", .text), ColumnSchema("day", .date)],
        columns: ["initiated", "processed", "failed", "refunded"].flatMap {
            [ColumnSchema($0, .integer), ColumnSchema($0 + "_amount", .money(currency: "currency"))]
        })

    @Test("Every definition is valid")
    func allHold() throws {
        let found = DefinitionFolder.search(Self.folder)
        #expect(found.faults.isEmpty)
        var readModels: [String: ReadModelSchema?] = ["payments": Self.payments, "payment_events_by_day": Self.eventsByDay]
        for file in found.files where file.kind == .projection {
            let definition = try ProjectionDefinition.read(try DefinitionFolder.read(file.path), file: file.path)
            readModels[definition.name] = ReadModelSchema(
                name: definition.name, key: definition.key.map { ColumnSchema($0.name, $0.type) },
                columns: definition.columns.map { ColumnSchema($0.name, $0.type) } + definition.computed.map { ColumnSchema($0.name, $0.type) })
        }
        let reports = found.files.filter { $0.kind == .report }
        #expect(reports.map(\.name).contains("fines/monthly-utc"))
        for file in reports {
            let read = ReportPlan.read(try DefinitionFolder.read(file.path), file: file.path, name: file.name, readModels: readModels)
            #expect(read.faults.isEmpty && read.plan != nil)
        }
    }
}
