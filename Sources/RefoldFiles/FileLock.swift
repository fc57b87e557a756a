// Unsafe here: `fcntl` takes and fills a C structure.
import FoundationEssentials
import Glibc
import RefoldValues
import Synchronization

/// A named lock in a lock file that many names share: one holder at a time on this machine.
///
/// It is released with the object, and when the process ends in any way. The lock file stays, empty. Not for network file systems without
/// POSIX locks.
public final class FileLock: Sendable {
    private let file: String
    private let place: Int64

    private struct OpenFile {
        var descriptor: Int32
        var places: Set<Int64>
    }

    /// POSIX locks belong to the process, and closing any descriptor of the file releases them all: so there is one descriptor per file.
    private static let files = Mutex<[String: OpenFile]>([:])

    private init(file: String, place: Int64) {
        self.file = file
        self.place = place
    }

    /// Takes the lock `name` in the lock file `file`, which is created if it is missing.
    ///
    /// - Parameter what: the locked thing, for messages: `projection "payments"`.
    /// - Throws: `.busy` with the holder's process number if it is held; `.failed` if the lock file cannot be opened.
    public static func take(_ name: String, in file: String, what: String) throws(RefoldError) -> FileLock {
        let place = LockedByte.place(of: name)
        let holder = try files.withLock { (files) throws(RefoldError) -> Int32? in
            var open: OpenFile
            if let known = files[file] { open = known } else { open = OpenFile(descriptor: try descriptor(of: file), places: []) }
            defer { files[file] = open }
            if open.places.contains(place) { return getpid() }
            var request = LockedByte.request(F_WRLCK, at: place)
            while unsafe fcntl(open.descriptor, F_SETLK, &request) != 0 {
                guard errno != EINTR else { continue }
                guard errno == EAGAIN || errno == EACCES else { throw SystemFailure.last.error("the lock file cannot be locked", at: file, for: .output) }
                guard unsafe fcntl(open.descriptor, F_GETLK, &request) == 0, request.l_type != Int16(F_UNLCK) else {
                    request.l_type = Int16(F_WRLCK)
                    continue
                }
                return request.l_pid
            }
            open.places.insert(place)
            return nil
        }
        if let holder {
            throw RefoldError(
                .busy, "another run is at work (process \(holder))", at: .named(what), remedy: "wait for it to end, or stop it, and run this again")
        }
        return FileLock(file: file, place: place)
    }

    private static func descriptor(of file: String) throws(RefoldError) -> Int32 {
        let descriptor = unsafe open(file, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw SystemFailure.last.error("the lock file cannot be opened", at: file, for: .output) }
        return descriptor
    }

    deinit {
        Self.files.withLock { files in
            guard var open = files[file] else { return }
            open.places.remove(place)
            if open.places.isEmpty {
                close(open.descriptor)
                files[file] = nil
            } else {
                var request = LockedByte.request(F_UNLCK, at: place)
                _ = unsafe fcntl(open.descriptor, F_SETLK, &request)
                files[file] = open
            }
        }
    }
}

extension FileLock {
    /// Who holds a lock, without taking it.
    ///
    /// - Returns: the number of the process; nil if nobody has it, or there is no lock file.
    public static func holder(of name: String, in file: String) -> Int32? {
        // Nobody takes a lock meanwhile: closing a second descriptor of the file would release it.
        files.withLock { files in
            let known = files[file]?.descriptor
            let descriptor = unsafe known ?? open(file, O_RDONLY | O_CLOEXEC)
            guard descriptor >= 0 else { return nil }
            defer { if known == nil { close(descriptor) } }
            var request = LockedByte.request(F_WRLCK, at: LockedByte.place(of: name))
            guard unsafe fcntl(descriptor, F_GETLK, &request) == 0, request.l_type != Int16(F_UNLCK) else { return nil }
            return request.l_pid
        }
    }
}
