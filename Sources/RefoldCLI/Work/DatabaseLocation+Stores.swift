import FoundationEssentials
import RefoldFiles
import RefoldLayouts
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldValues

/// Chooses the adapter for a URL.
extension DatabaseLocation {
    /// Opens the event store.
    ///
    /// - Parameters:
    ///   - times: how a SQLite store's times are read that state no zone; PostgreSQL has no such times.
    ///   - waits: how it waits for locks.
    ///   - housekeeping: gets the warnings about work after events were appended.
    /// - Throws: `.failed` if it cannot be opened, or if there is none and `access` does not create one.
    func eventStore(
        _ access: EventStoreAccess, times: StoreTimes, waits: WaitPolicy, housekeeping: Housekeeping
    ) throws(RefoldError) -> any EventStore {
        switch self {
        case .sqlite(let path):
            if access == .creating { try makeFolder() }
            return try SQLiteEventStore(path: path, access: access, times: times, waits: waits, housekeeping: housekeeping)
        case .postgres(let location):
            return try PostgresEventStore(location, access: access, waits: waits)
        }
    }

    /// Opens the event store if another framework's layout fits it, or was chosen.
    ///
    /// - Parameter precision: what becomes of times that are finer than microseconds.
    /// - Returns: nil if it has Refold's own layout, or is not there.
    /// - Throws: status 2 if two layouts fit, or the chosen one does not; `.failed` if it cannot be read.
    func layoutStore(
        _ choice: LayoutChoice, waits: WaitPolicy, times precision: TimePrecision, counting unreadable: UnreadableEvents
    ) throws(RefoldError) -> (any EventStore)? {
        guard isThere else { return nil }
        switch self {
        case .sqlite(let path):
            do throws(RefoldError) {
                return try SQLiteLayoutStore.find(choice, path: path, waits: waits, times: precision, counting: unreadable)
            } catch where error.status == .failed && !choice.isChosen {
                // What is wrong with the file is said by whoever opens it as Refold's own.
                return nil
            }
        case .postgres(let location):
            return try PostgresLayoutStore.find(choice, at: location, waits: waits, times: precision, counting: unreadable)
        }
    }

    /// Creates the folder of a SQLite file.
    func makeFolder() throws(RefoldError) {
        if case .sqlite(let path) = self { try Folder.make(for: path) }
    }

    /// Whether the store need not be created before the first append: a server's database either exists or cannot be created by Refold.
    var isThere: Bool {
        switch self {
        case .sqlite(let path): FileManager.default.fileExists(atPath: path)
        case .postgres: true
        }
    }

    /// Checks that the pages of a SQLite file belong together; a server answers for its own.
    ///
    /// - Throws: `.failed` if they do not.
    func requireSound(waits: WaitPolicy) throws(RefoldError) {
        if case .sqlite(let path) = self, isThere { try SQLiteFileCheck.require(path, waits: waits) }
    }

    /// The read models for queries; they need not exist.
    func readModelReader(waits: WaitPolicy) -> any ReadModelReader {
        switch self {
        case .sqlite(let path): SQLiteReadModelReader(path: path, waits: waits)
        case .postgres(let location): PostgresReadModelReader(location, waits: waits)
        }
    }

    /// The read models, which need not exist.
    ///
    /// - Parameters:
    ///   - waits: how it waits for locks.
    ///   - housekeeping: gets the warnings about work after rows were written.
    func readModelStore(waits: WaitPolicy, housekeeping: Housekeeping) -> any ReadModelStore {
        switch self {
        case .sqlite(let path): SQLiteReadModelStore(path: path, now: Timestamp.now, waits: waits, housekeeping: housekeeping)
        case .postgres(let location): PostgresReadModelStore(location, now: Timestamp.now, waits: waits)
        }
    }
}
