// Unsafe here: functions of the C library that Foundation does not offer: write, fsync of a file and of its folder.
import Glibc
import RefoldValues

/// A file that appears completely or not at all.
///
/// The bytes go to an unlinked file in the same folder if the file system supports that, so nothing is left however the process ends; else
/// to a ``TemporaryName``. Only the owner may read it. ``commit()`` flushes it to the disk and puts it at its path; a file replaced there
/// passes on its owner, group, mode and access list. Belongs to one thread at a time.
public final class AtomicFile {
    /// The file that appears; if the given path is a link, its target.
    public let path: String
    private let folder: String
    private let name: TemporaryName
    private var descriptor: Int32
    private var isCommitted = false

    /// Begins a file. An existing file stays unchanged until ``commit()``.
    ///
    /// - Parameter spared: the files that must not be replaced. A database is never replaced.
    /// - Throws: status 2 if the path is one of those; status 1 if the folder is missing or not writable, or if something that is not a
    ///   file has that path.
    public convenience init(_ path: String, sparing spared: ProtectedFiles) throws(RefoldError) {
        try self.init(path, sparing: spared, withoutName: true)
    }

    /// - Parameter withoutName: whether an unlinked file is tried.
    init(_ path: String, sparing spared: ProtectedFiles, withoutName: Bool) throws(RefoldError) {
        try spared.check(path)
        let target = try PosixFile.target(of: path)
        self.path = target
        let parts = PosixFile.split(target)
        folder = parts.folder
        TemporaryName.removeLeftovers(of: parts.name, in: parts.folder)
        name = TemporaryName(for: parts.name, in: parts.folder)
        descriptor = withoutName ? PosixFile.openWithoutName(in: parts.folder) : -1
        if descriptor < 0 { descriptor = try name.create(for: target) }
    }

    deinit {
        guard !isCommitted, descriptor >= 0 else { return }
        name.remove()
        close(descriptor)
    }

    /// Appends bytes.
    ///
    /// - Throws: status 1 if they cannot be written: the disk is full, or a limit is reached.
    public func write(_ bytes: [UInt8]) throws(RefoldError) {
        var written = 0
        while written < bytes.count {
            let count = unsafe bytes.withUnsafeBytes { buffer -> Int in
                guard let start = buffer.baseAddress else { return 0 }
                return unsafe Glibc.write(descriptor, start + written, bytes.count - written)
            }
            if count < 0 {
                let failure = SystemFailure.last
                if failure.code == EINTR { continue }
                throw failure.error("the file cannot be written", at: path, for: .output)
            }
            written += count
        }
    }

    /// Flushes the file to the disk and makes it appear. Nothing can be written afterwards.
    ///
    /// - Throws: status 1 if that fails; an existing file is then unchanged.
    public func commit() throws(RefoldError) {
        let isAllowed = FileAccess(of: path)?.give(to: descriptor) ?? FileAccess.giveUsual(to: descriptor, in: folder)
        guard isAllowed else { throw SystemFailure.last.error("the file's permissions cannot be set", at: path, for: .output) }
        guard fsync(descriptor) == 0 else { throw SystemFailure.last.error("the file cannot be flushed to the disk", at: path, for: .output) }
        try name.put(descriptor, inPlaceOf: path)
        isCommitted = true
        close(descriptor)
        descriptor = -1
        try PosixFile.flush(folder: folder)
    }

    /// Writes a whole file.
    ///
    /// - Throws: status 2 and 1; see ``init(_:sparing:)``, ``write(_:)`` and ``commit()``.
    public static func write(_ bytes: [UInt8], to path: String, sparing spared: ProtectedFiles) throws(RefoldError) {
        let file = try AtomicFile(path, sparing: spared)
        try file.write(bytes)
        try file.commit()
    }
}
