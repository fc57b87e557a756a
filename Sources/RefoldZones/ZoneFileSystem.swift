// Unsafe here: functions of the C library that follow links, open files and read their status.
import FoundationEssentials
import Glibc
import RefoldValues

/// What is read of the disk for zones.
enum ZoneFileSystem {
    /// A path after following all links.
    static func realPath(of path: String) throws(SystemFailure) -> String {
        guard let real = unsafe realpath(path, nil) else { throw SystemFailure.last }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }

    /// The names in a folder.
    static func entries(of path: String) throws(SystemFailure) -> [String] {
        let descriptor = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw SystemFailure.last }
        close(descriptor)
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw SystemFailure(EIO)
        }
    }

    /// Whether a path leads to a folder, through no link.
    static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return unsafe lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// The first bytes of a file; nil if there is something that is no file.
    ///
    /// - Parameter path: one without links.
    static func contents(of path: String, atMost count: Int) throws(SystemFailure) -> [UInt8]? {
        // Opening a pipe must not wait for its other end.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW)
        guard descriptor >= 0 else { throw SystemFailure.last }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw SystemFailure.last }
        guard status.st_mode & S_IFMT == S_IFREG else { return nil }
        var bytes: [UInt8] = []
        while bytes.count < count {
            let room = count - bytes.count
            var result = 0
            bytes += unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, length in
                repeat { result = unsafe read(descriptor, buffer.baseAddress, room) } while result < 0 && errno == EINTR
                length = max(result, 0)
            }
            guard result >= 0 else { throw SystemFailure.last }
            if result == 0 { break }
        }
        return bytes
    }

    /// Whether a failure says that there is nothing at a path.
    static func isAbsence(_ failure: SystemFailure) -> Bool { failure.code == ENOENT || failure.code == ENOTDIR }
}
