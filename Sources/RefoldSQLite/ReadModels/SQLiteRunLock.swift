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

    /// How long a run waits for one that has the lock for a moment, as a follower has it.
    private static let patience = Duration.seconds(2)
    /// How often it tries meanwhile, in milliseconds.
    private static let interval: Int32 = 5

    /// Takes the lock, and waits a while for it. Meanwhile ``ifFree(_:in:)`` leaves it alone.
    ///
    /// - Throws: as ``init(_:in:)``.
    static func waiting(for subject: LockSubject, in path: String, isCancelled: (@Sendable () -> Bool)?) throws(RefoldError) -> SQLiteRunLock {
        let end = ContinuousClock.now + patience
        var wish: FileLock?
        defer { withExtendedLifetime(wish) {} }
        while true {
            do throws(RefoldError) {
                return try SQLiteRunLock(subject, in: path)
            } catch {
                guard error.status == .busy, ContinuousClock.now < end, isCancelled?() != true else { throw error }
            }
            if wish == nil { wish = try Self.wish(for: subject, in: path) }
            SQLiteConnection.pause(milliseconds: interval)
        }
    }

    /// Takes the lock unless somebody has it or waits for it.
    static func ifFree(_ subject: LockSubject, in path: String) throws(RefoldError) -> SQLiteRunLock? {
        // Without a file nobody can wait: whoever does has made one.
        if FileIdentity(path) != nil, try wish(for: subject, in: path) == nil { return nil }
        do throws(RefoldError) {
            return try SQLiteRunLock(subject, in: path)
        } catch {
            guard error.status == .busy else { throw error }
            return nil
        }
    }

    /// Says that somebody waits for the lock, as long as it is held.
    ///
    /// - Returns: nil if somebody else does.
    private static func wish(for subject: LockSubject, in path: String) throws(RefoldError) -> FileLock? {
        do throws(RefoldError) {
            return try FileLock.take(subject.key + " (wanted)", in: FileIdentity.followingLinks(path) + "-lock", what: subject.words)
        } catch {
            guard error.status == .busy else { throw error }
            return nil
        }
    }
}
