import RefoldFiles
import RefoldStores
import RefoldValues

/// Holds a lock of a read-model file: one in a lock file beside it, which records the holder, and one on the file itself, which all its
/// names share.
final class SQLiteRunLock: RunLock {
    private let named: FileLock
    private let shared: DatabaseFileLock

    /// - Throws: `.busy` with the holder, if it is known; `.failed` if the files cannot be opened.
    init(_ subject: LockSubject, in path: String) throws(RefoldError) {
        let what = "\(subject.words) in sqlite:\(path)"
        // This one first, so that the file exists and its links can be followed.
        let shared = try DatabaseFileLock.take(subject.key, of: path)
        named = try FileLock.take(subject.key, in: FileIdentity.followingLinks(path) + "-lock", what: what)
        guard let shared else {
            throw RefoldError(
                .busy, "another run is at work, by another name of the file or past a lock file that was removed", at: .named(what),
                remedy: "wait for it to end, or stop it, and run this again")
        }
        self.shared = shared
    }
}
