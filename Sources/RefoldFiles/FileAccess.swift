// Unsafe here: functions of the C library that read owner, group and mode of a file.
import Glibc

/// The access rights of a file: owner, group, mode and, if there is one, the POSIX access control list.
struct FileAccess {
    private let owner: uid_t
    private let group: gid_t
    private let mode: mode_t
    /// Nil if the mode says everything.
    private let list: AccessList?

    /// The access rights of the file at a path, following links; nil if there is no file.
    init?(of path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        owner = status.st_uid
        group = status.st_gid
        mode = status.st_mode & 0o777
        list = AccessList(of: path)
    }

    /// Gives a still private file the access rights of the file that it replaces, as far as possible, and never wider ones.
    ///
    /// - Returns: whether its mode could be set.
    func give(to descriptor: Int32) -> Bool {
        guard fchown(descriptor, owner, group) == 0 || fchown(descriptor, uid_t.max, group) == 0 else {
            // Members of the old group now fall under "others": these get only what both were allowed.
            return fchmod(descriptor, mode & 0o700 | mode & 0o007 & (mode >> 3)) == 0
        }
        guard let list else { return fchmod(descriptor, mode) == 0 }
        // With a list, the group bits are the mask of the list, not the rights of the group: without the list they must be dropped.
        return fchmod(descriptor, list.give(to: descriptor) ? mode : mode & 0o700) == 0
    }

    /// Gives a new file the access rights that a file created the usual way in that folder gets.
    ///
    /// - Returns: whether its mode could be set.
    static func giveUsual(to descriptor: Int32, in folder: String) -> Bool {
        guard let list = AccessList(ofNewFilesIn: folder) else { return fchmod(descriptor, 0o666 & ~mask) == 0 }
        var status = stat()
        guard list.give(to: descriptor), unsafe fstat(descriptor, &status) == 0 else { return fchmod(descriptor, 0o600) == 0 }
        return fchmod(descriptor, status.st_mode & 0o666) == 0
    }

    /// The umask of this process. It is read from /proc, because umask(2) can only be read by setting it for all threads. Without /proc,
    /// all bits except the owner's.
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
