// Unsafe here: asks the system about a file.
import Glibc

/// What tells whether the file at a path was changed or replaced, without reading it.
public struct FileStamp: Hashable, Sendable {
    /// Which file it is.
    public let identity: FileIdentity
    /// In bytes.
    public let size: Int64
    private let seconds: Int
    private let nanoseconds: Int

    /// Nil if there is no file.
    public init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        identity = FileIdentity(status)
        size = Int64(status.st_size)
        (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
}
