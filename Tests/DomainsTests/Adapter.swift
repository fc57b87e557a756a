import Foundation
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting

/// The places of read models.
enum Adapter: String, CaseIterable, Sendable {
    case memory
    case sqlite
    case postgres

    /// Calls `body` with a new store, and a reader that was created while the store was empty.
    func with<Result>(_ body: (any ReadModelStore, any ReadModelReader) throws -> Result) throws -> Result {
        let clock = TickingClock()
        switch self {
        case .memory:
            let store = MemoryReadModelStore { clock.now }
            return try body(store, MemoryReadModelReader(store))
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.path(percentEncoded: false) + "refold-" + UUID().uuidString
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            defer { try? FileManager.default.removeItem(atPath: folder) }
            return try body(SQLiteReadModelStore(path: folder + "/models.db") { clock.now }, SQLiteReadModelReader(path: folder + "/models.db"))
        case .postgres:
            let location = try PostgresLocation(PostgresCluster.newDatabase(), from: "test")
            return try body(PostgresReadModelStore(location) { clock.now }, PostgresReadModelReader(location))
        }
    }
}
