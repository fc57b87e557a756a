import RefoldFiles
import RefoldValues

/// The file that a store was opened in. What is written to it after it was deleted or replaced is in no store.
struct SQLiteStoreFile {
    /// What is kept in it, and how it is written, for messages.
    enum Content: String {
        case events = "the file of the event store was deleted or replaced while events were appended to it"
        case readModels = "the file of the read models was deleted or replaced while rows were written to it"
    }

    private let content: Content
    private let path: String
    private let identity: FileIdentity?

    /// To be made right after the connection was opened, which makes the file where there is none.
    init(_ path: String, of content: Content = .events) {
        self.content = content
        self.path = path
        identity = FileIdentity(path)
    }

    /// - Throws: `.failed` if the path no longer leads to the file.
    func requireInPlace() throws(RefoldError) {
        if let identity, FileIdentity(path) == identity { return }
        throw RefoldError(
            .failed, content.rawValue, at: .named(path),
            expected: "the file that was there when the run began",
            remedy: "put it back, or make sure of the one that is there now, and run the command again: what it has is known")
    }
}
