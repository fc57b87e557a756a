// Unsafe here: functions of the C library that fill a structure about a file system, a file or a limit.
import Glibc
import RefoldValues

/// What the system says of a place for files, before anything is written there.
public struct FileSystem: Sendable {
    /// The place that was asked about.
    public let path: String
    /// The nearest folder above it that is there, or itself.
    public let folder: String
    /// How many bytes this user may still write there; nil if that cannot be told.
    public let freeBytes: Int64?
    /// Its kind, if it is on another machine: `nfs4`; nil if it is not.
    public let network: String?

    /// - Parameter path: a folder or file, which need not exist.
    public init(at path: String) {
        self.path = path
        var folder = path.isEmpty ? "." : path
        var status = stat()
        while unsafe stat(folder, &status) != 0 || status.st_mode & S_IFMT != S_IFDIR {
            guard folder != ".", folder != "/" else { break }
            folder = PosixFile.split(folder).folder
        }
        self.folder = folder
        var space = statvfs()
        if unsafe statvfs(folder, &space) == 0 {
            let (bytes, isTooMuch) = Int64(clamping: UInt64(space.f_bavail)).multipliedReportingOverflow(by: Int64(clamping: UInt64(space.f_frsize)))
            freeBytes = isTooMuch ? .max : bytes
        } else {
            freeBytes = nil
        }
        network = MountList.system.kind(of: FileIdentity.followingLinks(folder)).flatMap { MountList.isNetwork($0) ? $0 : nil }
    }

    /// Whether a file could be made there, by what this user may do. Nothing is made.
    public var isWritable: Bool { Self.may(W_OK | X_OK, folder) }

    /// Whether this user may read and write an existing file.
    public static func mayWrite(_ file: String) -> Bool { may(R_OK | W_OK, file) }

    /// Whether this user may read an existing file.
    public static func mayRead(_ file: String) -> Bool { may(R_OK, file) }

    private static func may(_ rights: Int32, _ path: String) -> Bool { unsafe faccessat(AT_FDCWD, path, rights, AT_EACCESS) == 0 }

    /// The bytes of a file; nil if there is none.
    public static func size(of file: String) -> Int64? {
        var status = stat()
        return unsafe stat(file, &status) == 0 ? Int64(status.st_size) : nil
    }

    /// The user number of a file's owner; nil if there is no file.
    public static func owner(of file: String) -> UInt32? {
        var status = stat()
        return unsafe stat(file, &status) == 0 ? status.st_uid : nil
    }

    /// The nine bits that say who may read, write and execute a file, or the one that a link leads to; nil if there is none.
    public static func rights(of file: String) -> UInt32? {
        var status = stat()
        return unsafe stat(file, &status) == 0 ? status.st_mode & 0o777 : nil
    }

    /// How many files this process may have open; nil for any number.
    public static var openFiles: Int? {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur != ~0 else { return nil }
        return Int(clamping: limit.rlim_cur)
    }
}
