import Foundation
import RefoldCore
import RefoldImport
import RefoldTesting
import RefoldValues
import Testing

@Suite("Times in an import that a store cannot hold")
struct TimePrecisionTests {
    private func run(_ text: String, into store: MemoryEventStore, _ options: ImportOptions) throws -> ImportSummary {
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("refold-import-\(UUID().uuidString).ndjson")
        try Data(text.utf8).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        return try EventImport(into: store).run([path.path(percentEncoded: false)], options: options)
    }

    private func faults(_ text: String, into store: MemoryEventStore) throws -> [String] {
        do {
            _ = try run(text, into: store, ImportOptions(importedAt: .first))
            return []
        } catch let error as RefoldError {
            return error.faults.map(\.description)
        }
    }

    @Test("Times that a store cannot hold are faults, and are cut if that is asked for")
    func finerTimes() throws {
        let store = MemoryEventStore()
        let text = """
            {"stream":"s","version":1,"type":"T","occurred_at":"2024-03-01T09:30:00.1234567Z","data":{}}
            {"stream":"s","version":2,"type":"T","occurred_at":"2016-12-31T23:59:60.5Z","recorded_at":"2024-03-01T09:30:00.00000099Z","data":{}}
            {"stream":"s","version":3,"type":"T","occurred_at":"2024-03-01T09:59:60Z","data":{}}

            """
        let found = try faults(text, into: store)
        #expect(found.count == 4 && found.prefix(3).allSatisfy { $0.contains("import with --times truncate") }, "\(found)")
        var options = ImportOptions(importedAt: try #require(Timestamp("2025-01-01T00:00:00Z")))
        options.times = .truncate
        #expect(throws: RefoldError.self, "no leap second is at that time") { try run(text, into: store, options) }
        let kept = text.split(separator: "\n").prefix(2).map { $0 + "\n" }.joined()
        #expect(try run(kept, into: store, options).appended == 2)
        #expect(store.all.map(\.event.occurredAt.description) == ["2024-03-01T09:30:00.123456Z", "2016-12-31T23:59:59.5Z"])
        #expect(store.all.last?.event.recordedAt.description == "2024-03-01T09:30:00Z")
        #expect(try run(kept, into: store, options).appended == 0)
    }
}
