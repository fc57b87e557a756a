import Foundation
import RefoldCore
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues

/// An event store whose events somebody exchanges by hand, beside read models of the same kind.
final class AlteredStore {
    let adapter: Adapter
    let readModels: any ReadModelStore
    private(set) var events: any EventStore
    private let folder: String
    private let uri: String

    init(_ adapter: Adapter) throws {
        self.adapter = adapter
        folder = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "refold-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        switch adapter {
        case .memory:
            uri = ""
            (events, readModels) = (MemoryEventStore(), MemoryReadModelStore())
        case .sqlite:
            uri = ""
            let store = try SQLiteEventStore(path: folder + "/events.db", access: .creating)
            _ = try store.append([], to: "none", expecting: .any)
            (events, readModels) = (store, SQLiteReadModelStore(path: folder + "/models.db") { .first })
        case .postgres:
            uri = try PostgresCluster.newDatabase()
            let location = try PostgresLocation(uri, from: "test")
            let store = try PostgresEventStore(location, access: .creating)
            _ = try store.append([], to: "none", expecting: .any)
            (events, readModels) = (store, PostgresReadModelStore(location) { .first })
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    /// Makes the store hold these events and no others.
    func hold(_ all: [StoredEvent]) throws {
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
        let columns = "position, event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at"
        let values = all.map { stored in
            let event = stored.event
            let texts = [stored.stream, "\(stored.version)", event.type, event.data, event.metadata, event.occurredAt.description, event.recordedAt.description]
            return "(\(stored.position), \(quoted(event.id)), " + texts.enumerated().map { $0 == 1 ? $1 : quoted($1) }.joined(separator: ", ") + ")"
        }
        var statements = ["DELETE FROM event_store"]
        for start in stride(from: 0, to: values.count, by: 200) {
            let overriding = adapter == .postgres ? " OVERRIDING SYSTEM VALUE" : ""
            statements.append("INSERT INTO event_store (\(columns))\(overriding) VALUES \(values[start..<min(values.count, start + 200)].joined(separator: ", "))")
        }
        switch adapter {
        case .memory: events = MemoryEventStore(all)
        case .sqlite: try SQLiteConnection(folder + "/events.db", mode: .readWrite).execute("BEGIN;\n\(statements.joined(separator: ";\n"));\nCOMMIT;")
        case .postgres:
            for statement in statements { _ = try PostgresCluster.psql(uri, statement) }
            if let last = all.last { _ = try PostgresCluster.psql(uri, "SELECT setval(pg_get_serial_sequence('event_store', 'position'), \(last.position))") }
        }
    }
}
