import Foundation
import RefoldCore
import RefoldPostgres
import RefoldSQLite

/// The one place that knows which adapter serves which URL.
extension DatabaseLocation {
    /// Opens the event store.
    ///
    /// - Parameter patience: how it waits for others who write.
    /// - Throws: `.failed` where it cannot be, or where there is none and `access` does not make one.
    func eventStore(_ access: EventStoreAccess, patience: WritePatience? = nil) throws(RefoldError) -> any EventStore {
        switch self {
        case .sqlite(let path):
            if access == .creating { try makeFolder() }
            return try SQLiteEventStore(path: path, access: access, patience: patience)
        case .postgres(let location):
            return try PostgresEventStore(location, access: access, patience: patience)
        }
    }

    /// Makes the folder that a SQLite file is to lie in.
    func makeFolder() throws(RefoldError) {
        if case .sqlite(let path) = self { try Folder.make(for: path) }
    }

    /// Whether a store that is made on the first append need not be: a server's database is there or cannot be made by Refold.
    var isThere: Bool {
        switch self {
        case .sqlite(let path): FileManager.default.fileExists(atPath: path)
        case .postgres: true
        }
    }

    /// The read models for questions; they need not exist.
    func readModelReader() -> any ReadModelReader {
        switch self {
        case .sqlite(let path): SQLiteReadModelReader(path: path)
        case .postgres(let location): PostgresReadModelReader(location)
        }
    }

    /// The read models, which need not exist.
    func readModelStore() -> any ReadModelStore {
        switch self {
        case .sqlite(let path): SQLiteReadModelStore(path: path, now: Timestamp.now)
        case .postgres(let location): PostgresReadModelStore(location, now: Timestamp.now)
        }
    }
}
