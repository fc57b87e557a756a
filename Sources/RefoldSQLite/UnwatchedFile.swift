import RefoldFiles
import RefoldValues

/// A file that is read as one that nobody changes, since no log of it can be made where it lies. That holds for a read, and need not hold
/// for long: SQLite takes no lock on it, and keeps its pages for as long as it is open.
///
/// Belongs to the thread that uses its connection.
final class UnwatchedFile {
    private let path: String
    private let stamp: FileStamp?
    private var steps: UInt8 = 0

    /// Create it before the file is opened.
    init(_ path: String) {
        self.path = path
        stamp = FileStamp(path)
    }

    /// Whether nobody has changed the file, or begun to, since it was opened.
    var isUnchanged: Bool { stamp != nil && FileStamp(path) == stamp && Self.hasEmptyLogs(path) }

    /// Whether there is no log or journal with contents.
    static func hasEmptyLogs(_ path: String) -> Bool {
        ["-wal", "-journal"].allSatisfy { FileStamp(path + $0).map { $0.size == 0 } ?? true }
    }

    /// Looks at the file after the first row, and after every 256th.
    func noteRow() throws(RefoldError) {
        defer { steps &+= 1 }
        if steps == 0 { try requireUnchanged() }
    }

    /// Looks at the file after the last row.
    func noteEnd() throws(RefoldError) {
        steps = 0
        try requireUnchanged()
    }

    private func requireUnchanged() throws(RefoldError) {
        if isUnchanged { return }
        throw RefoldError(
            .failed, "the file was changed while it was read", at: .named(path),
            expected: "that nobody writes to it, or that its folder can be written, so that readers and writers can know of each other",
            remedy: "run the same command again: the file is opened anew")
    }
}
