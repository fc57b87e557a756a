// Unsafe here: `fcntl` and `fstat` take and fill C structures.
import Glibc
import RefoldValues
import Synchronization

/// A named lock on a database file itself, whichever path leads to the file: a link, a second name, a mount.
///
/// It locks bytes of the file far past those that SQLite locks, and is released with the object or when the process ends. An open file
/// description holds it, not the process, so SQLite does not release it by closing its own descriptors. The reverse is true too: closing
/// any descriptor of a file releases SQLite's locks on it; so the descriptor here stays open until the file is deleted or the process ends.
/// On file systems without such locks nothing is locked and no error is reported.
public final class DatabaseFileLock: Sendable {
    private struct Known {
        var descriptor: Int32
        var held: Set<Int64>
    }

    private static let known = Mutex<[FileIdentity: Known]>([:])

    private let identity: FileIdentity
    private let offset: Int64

    private init(_ identity: FileIdentity, _ offset: Int64) {
        self.identity = identity
        self.offset = offset
    }

    /// Takes the lock `name` of the file at `path`, which is created empty if it is missing.
    ///
    /// - Returns: nil if someone else holds it, in this process or another.
    /// - Throws: `.failed` if the file cannot be opened for writing.
    public static func take(_ name: String, of path: String) throws(RefoldError) -> DatabaseFileLock? {
        let offset = LockedByte.place(of: name)
        return try known.withLock { (known) throws(RefoldError) -> DatabaseFileLock? in
            closeUnused(&known)
            let (identity, descriptor) = try open(path, &known)
            guard known[identity]?.held.contains(offset) == false else { return nil }
            var request = LockedByte.request(F_WRLCK, at: offset)
            while unsafe fcntl(descriptor, setLock, &request) != 0 {
                switch errno {
                case EINTR: continue
                case EAGAIN, EACCES: return nil
                default: return DatabaseFileLock(identity, -1)
                }
            }
            known[identity]?.held.insert(offset)
            return DatabaseFileLock(identity, offset)
        }
    }

    private static func open(_ path: String, _ known: inout [FileIdentity: Known]) throws(RefoldError) -> (FileIdentity, Int32) {
        // Look up before opening: a second descriptor could never be closed.
        if let identity = FileIdentity(path), let file = known[identity] { return (identity, file.descriptor) }
        let descriptor = unsafe Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0, let identity = FileIdentity(descriptor: descriptor) else {
            throw SystemFailure.last.error("the file cannot be opened", at: path, for: .output)
        }
        known[identity] = Known(descriptor: descriptor, held: [])
        return (identity, descriptor)
    }

    /// Closes the descriptors of deleted files.
    private static func closeUnused(_ known: inout [FileIdentity: Known]) {
        for (identity, file) in known where file.held.isEmpty {
            var status = stat()
            guard unsafe fstat(file.descriptor, &status) == 0, status.st_nlink == 0 else { continue }
            close(file.descriptor)
            known[identity] = nil
        }
    }

    /// `F_OFD_SETLK` of Linux.
    private static let setLock: Int32 = 37

    deinit {
        guard offset >= 0 else { return }
        Self.known.withLock { known in
            guard let file = known[identity] else { return }
            known[identity]?.held.remove(offset)
            var request = LockedByte.request(F_UNLCK, at: offset)
            _ = unsafe fcntl(file.descriptor, Self.setLock, &request)
        }
    }
}
