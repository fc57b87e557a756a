// Unsafe here: the calls of the C library that read owner, group and mode of a file.
import Glibc

/// Who may do what with a file: owner, group, mode and, where there is one, the POSIX access list.
struct FileAccess {
    private let owner: uid_t
    private let group: gid_t
    private let mode: mode_t
    /// Nil if the mode says everything.
    private let list: AccessList?

    /// That of the file at a path, links followed; nil if there is none.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode & 0o777
        list = AccessList(of: path)
    }

    /// Gives a file that is still private the access of the one that it replaces, as far as that can be kept, and never a wider one.
    ///
    /// - Returns: whether its mode could be set at all.
    func give(to descriptor: Int32) -> Bool {
        guard fchown(descriptor, owner, group) == 0 || fchown(descriptor, uid_t.max, group) == 0 else {
            // Those of the old group are among all others now: these may do only what both might.
            return fchmod(descriptor, mode & 0o700 | mode & 0o007 & (mode >> 3)) == 0
        }
        guard let list else { return fchmod(descriptor, mode) == 0 }
        // With a list the bits of the group are the most that the list may give, which need not be what the group or anybody had.
        return fchmod(descriptor, list.give(to: descriptor) ? mode : mode & 0o700) == 0
    }

    /// Gives a new file the access that one has which is made the usual way in that folder.
    ///
    /// - Returns: whether its mode could be set at all.
    static func giveUsual(to descriptor: Int32, in folder: String) -> Bool {
        guard let list = AccessList(ofNewFilesIn: folder) else { return fchmod(descriptor, 0o666 & ~mask) == 0 }
        var status = stat()
        guard list.give(to: descriptor), unsafe fstat(descriptor, &status) == 0 else { return fchmod(descriptor, 0o600) == 0 }
        return fchmod(descriptor, status.st_mode & 0o666) == 0
    }

    /// The bits that new files of this process do not get. Asked of the system's list of processes, since umask(2) can only be read by setting
    /// it, for all threads; where there is no such list, everything but the owner's.
    private static var mask: mode_t {
        let descriptor = unsafe open("/proc/self/status", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0o077 }
        defer { close(descriptor) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: 8192) { buffer, count in
            count = unsafe max(0, read(descriptor, buffer.baseAddress, buffer.count))
        }
        for line in bytes.split(separator: UInt8(ascii: "\n")) where line.starts(with: "Umask:".utf8) {
            return mode_t(String(decoding: line.dropFirst(6), as: UTF8.self).filter(\.isNumber), radix: 8) ?? 0o077
        }
        return 0o077
    }
}
