import RefoldStores
import RefoldValues

/// Notices commits of other connections by a counter of the file that SQLite keeps for that: no event is read.
final class SQLiteEventWatch: EventWatch {
    private let connection: SQLiteConnection
    private let file: SQLiteStoreFile
    private var version: Int64?

    init(_ connection: SQLiteConnection) {
        self.connection = connection
        file = SQLiteStoreFile(connection.path)
    }

    /// Nobody is told of another process's commit.
    var announcesAll: Bool { false }

    func look() throws(RefoldError) -> Bool {
        guard file.isInPlace else {
            throw RefoldError(
                .failed, "the file of the event store was deleted or replaced", at: .named(connection.path), expected: "the file that was there",
                remedy: "put it back, or make sure of the one that is there now: it is opened as soon as it is there")
        }
        let now = try connection.integer("PRAGMA data_version")
        defer { version = now }
        return now != version
    }
}
