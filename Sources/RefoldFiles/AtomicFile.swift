// Unsafe here: the calls of the C library that Foundation does not offer: write, fsync of a file and of its folder.
import Glibc
import RefoldValues

/// A file that appears whole or not at all.
///
/// What is written goes to a file in the same folder that has no name, where the file system can do that, so that nothing is left of it
/// however the process ends; else to a ``TemporaryName``. Only its owner may read it. ``commit()`` flushes it to the disk and puts it in the
/// place that was asked for: there a file keeps its owner, group, mode and access list. Belongs to one thread at a time.
public final class AtomicFile {
    /// The file that appears; where the path asked for is a link, what it leads to.
    public let path: String
    private let folder: String
    private let name: TemporaryName
    private var descriptor: Int32
    private var isCommitted = false

    /// Begins a file. One that stands there already stays as it is until ``commit()``.
    ///
    /// - Parameter spared: the files that it must not replace. A database is never replaced.
    /// - Throws: status 2 if it would be one of those; status 1 if the folder is missing or cannot be written to, or something that is
    ///   no file stands there.
    public convenience init(_ path: String, sparing spared: ProtectedFiles) throws(RefoldError) {
        try self.init(path, sparing: spared, withoutName: true)
    }

    /// - Parameter withoutName: whether a file without a name is tried.
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
    /// - Throws: status 1 if they cannot be written: the disk is full, a limit is reached.
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
    /// - Throws: status 1 if that cannot be done; then what stood there before still does.
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
