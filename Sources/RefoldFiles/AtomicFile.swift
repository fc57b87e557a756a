// Unsafe here: the calls of the C library that Foundation does not offer: a lock, fsync of a file and of its folder, rename.
import Glibc
import RefoldCore

/// A file that appears whole or not at all.
///
/// What is written goes to a temporary file in the same folder (`.NAME.PID.part`, locked as long as it lives). ``commit()`` flushes it to
/// the disk and renames it over the name that was asked for; dropped without that, it is removed. One that a killed run left behind
/// is removed by the next file of the same name. Belongs to one thread at a time.
public final class AtomicFile {
    /// The file that appears; where the path asked for is a link, what it leads to.
    public let path: String
    private let folder: String
    private let temporary: String
    private var descriptor: Int32
    private var isCommitted = false

    /// Begins a file. One that stands there already stays as it is until ``commit()``.
    ///
    /// - Throws: status 1 where the folder is missing or cannot be written to, or something that is no file stands there.
    public init(_ path: String) throws(RefoldError) {
        let target = try PosixFile.target(of: path)
        self.path = target
        let parts = PosixFile.split(target)
        folder = parts.folder
        PosixFile.removeLeftovers(of: parts.name, in: parts.folder)
        temporary = parts.folder + "/" + PosixFile.temporaryName(for: parts.name)
        descriptor = -1
        descriptor = try PosixFile.create(temporary, for: target)
    }

    deinit {
        guard !isCommitted, descriptor >= 0 else { return }
        unsafe unlink(temporary)
        close(descriptor)
    }

    /// Appends bytes.
    ///
    /// - Throws: status 1 where they cannot be written: the disk is full, a limit is reached.
    public func write(_ bytes: [UInt8]) throws(RefoldError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                return unsafe Glibc.write(descriptor, start + written, bytes.count - written)
            }
            if count < 0 {
                let code = errno
                if code == EINTR { continue }
                throw PosixFile.error("the file cannot be written", path, code)
            }
            written += count
        }
    }

    /// Flushes the file to the disk and makes it appear. Nothing can be written afterwards.
    ///
    /// - Throws: status 1 where that cannot be done; then what stood there before still does.
    public func commit() throws(RefoldError) {
        guard fsync(descriptor) == 0 else { throw PosixFile.error("the file cannot be flushed to the disk", path, errno) }
        guard unsafe rename(temporary, path) == 0 else { throw PosixFile.error("the file cannot be put in its place", path, errno) }
        isCommitted = true
        close(descriptor)
        descriptor = -1
        try PosixFile.flush(folder: folder)
    }

    /// Writes a whole file.
    ///
    /// - Throws: status 1; see ``init(_:)``, ``write(_:)`` and ``commit()``.
    public static func write(_ bytes: [UInt8], to path: String) throws(RefoldError) {
        let file = try AtomicFile(path)
        try file.write(bytes)
        try file.commit()
    }
}
