import RefoldStores
import RefoldValues

/// Notices commits of other connections by a counter of the file that SQLite keeps for that: no event is read.
final class SQLiteEventWatch: EventWatch {
    private var connection: SQLiteConnection
    private let open: () throws(RefoldError) -> SQLiteConnection
    private let file: SQLiteStoreFile
    private var version: Int64?

    /// - Parameter open: opens the file for reading; called again after a file was changed that is read as one that nobody changes.
    init(_ open: @escaping () throws(RefoldError) -> SQLiteConnection) throws(RefoldError) {
        self.open = open
        connection = try open()
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
        if !connection.isCurrent { (connection, version) = (try open(), nil) }
        let now = try connection.integer("PRAGMA data_version")
        defer { version = now }
        return now != version
    }
}
