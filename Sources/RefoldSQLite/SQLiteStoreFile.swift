import RefoldFiles
import RefoldValues

/// The file that a store was opened in. After the file is deleted or replaced, writes to it are lost.
struct SQLiteStoreFile {
    /// What the file contains, and the effect of writing it, for messages.
    enum Content: String {
        case events = "the file of the event store was deleted or replaced while events were appended to it"
        case readModels = "the file of the read models was deleted or replaced while rows were written to it"
    }

    private let content: Content
    private let path: String
    private let identity: FileIdentity?

    /// Create it right after the connection was opened, which creates the file if it does not exist.
    init(_ path: String, of content: Content = .events) {
        self.content = content
        self.path = path
        identity = FileIdentity(path)
    }

    /// Whether the path still leads to the file.
    var isInPlace: Bool { identity != nil && FileIdentity(path) == identity }

    /// - Throws: `.failed` if the path no longer leads to the file.
    func requireInPlace() throws(RefoldError) {
        if isInPlace { return }
        throw RefoldError(
            .failed, content.rawValue, at: .named(path),
            expected: "the file that was there when the run began",
            remedy: "put it back, or make sure of the one that is there now, and run the command again: what it has is known")
    }
}
