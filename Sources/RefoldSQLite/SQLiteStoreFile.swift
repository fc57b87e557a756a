import RefoldCore
import RefoldFiles

/// The file that an event store was opened in. What is appended to it after it was deleted or replaced is in no store.
struct SQLiteStoreFile {
    private let path: String
    private let identity: FileIdentity?

    /// To be made right after the connection was opened, which makes the file where there is none.
    init(_ path: String) {
        self.path = path
        identity = FileIdentity(path)
    }

    /// - Throws: `.failed` if the path no longer leads to the file.
    func requireInPlace() throws(RefoldError) {
        if let identity, FileIdentity(path) == identity { return }
        throw RefoldError(
            .failed, "the file of the event store was deleted or replaced while events were appended to it", at: .named(path),
            expected: "the file that was there when the run began",
            remedy: "put it back, or make sure of the one that is there now, and run the command again: what it has is known")
    }
}
