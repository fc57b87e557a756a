// Unsafe here: reads and writes raw memory through file descriptors.
import FoundationEssentials
import Glibc
import RefoldCore
import RefoldValues

/// A file for data that does not fit into memory.
///
/// A file without a name is unlinked as soon as it is open, so a killed run leaves nothing. A file with a name stays for a run that
/// resumes. Written at the end, read from the front. Belongs to one thread at a time.
public final class TemporaryFile {
    /// Name, size and checksum of a file's first ``size`` bytes, so that a later run can check whether they are unchanged.
    public struct Extent: Codable, Hashable, Sendable {
        /// The name of the file in its folder.
        public var name: String
        /// How many bytes it has.
        public var size: Int
        /// The checksum of its bytes.
        public var checksum: UInt64
    }

    /// The open file, which another thread may flush.
    public let file: OpenFile
    private let folder: String
    private let name: String?
    private var sum = Checksum()
    private var readOffset = 0
    /// The bytes written so far.
    public private(set) var size = 0

    /// Creates an unlinked file in a folder.
    ///
    /// - Throws: `.failed` if the folder cannot be written.
    public init(in folder: String) throws(RefoldError) {
        self.folder = folder
        name = nil
        let path = folder + "/.refold-\(UInt64.random(in: 0 ... .max)).tmp"
        file = try Self.create(path, in: folder, for: .temporary)
        _ = unsafe unlink(path)
    }

    /// Creates a file that keeps its name, and that only its owner may read.
    ///
    /// - Throws: `.failed` if the folder cannot be written or has a file of this name.
    public init(named name: String, in folder: String) throws(RefoldError) {
        self.folder = folder
        self.name = name
        file = try Self.create(folder + "/" + name, in: folder, for: .kept)
    }

    /// Opens a file of an earlier run, and truncates it to the extent.
    ///
    /// - Returns: nil if the file is missing, shorter or changed.
    public init?(reopening extent: Extent, in folder: String) {
        let path = folder + "/" + extent.name
        let descriptor = unsafe open(path, O_RDWR | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        file = OpenFile(descriptor: descriptor, path: path, purpose: .kept)
        self.folder = folder
        name = extent.name
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, extent.size >= 0, status.st_size >= extent.size,
            let sum = Self.sum(of: descriptor, count: extent.size), sum.value == extent.checksum,
            ftruncate(descriptor, extent.size) == 0, lseek(descriptor, extent.size, SEEK_SET) == extent.size
        else { return nil }
        self.sum = sum
        size = extent.size
    }

    /// The extent written so far; nil for a file without a name.
    public var extent: Extent? { name.map { Extent(name: $0, size: size, checksum: sum.value) } }

    private static func create(_ path: String, in folder: String, for purpose: SystemFailure.Purpose) throws(RefoldError) -> OpenFile {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw SystemFailure.last.error("a temporary file cannot be made", at: folder, for: purpose) }
        return OpenFile(descriptor: descriptor, path: path, purpose: purpose)
    }

    private var purpose: SystemFailure.Purpose { name == nil ? .temporary : .kept }

    private static func sum(of descriptor: Int32, count: Int) -> Checksum? {
        var sum = Checksum()
        let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 16)
        defer { unsafe memory.deallocate() }
        var done = 0
        while done < count {
            let read = unsafe pread(descriptor, memory.baseAddress, min(memory.count, count - done), done)
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { return nil }
            unsafe sum.add(UnsafeRawBufferPointer(rebasing: memory[..<read]))
            done += read
        }
        return sum
    }

    /// Appends bytes.
    ///
    /// - Throws: `.failed` if the disk is full or broken.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(RefoldError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe write(file.descriptor, bytes.baseAddress! + done, bytes.count - done)
            if written < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.last.error("a temporary file cannot be written", at: folder, for: purpose)
            }
            done += written
        }
        size += done
        if name != nil { unsafe sum.add(bytes) }
    }

    /// Appends bytes.
    ///
    /// - Throws: `.failed` if the disk is full or broken.
    public func append(_ bytes: Span<UInt8>) throws(RefoldError) {
        try unsafe bytes.withUnsafeBytes { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    /// Reads from the front again.
    public func rewind() { readOffset = 0 }

    /// Fills the memory from the read position.
    ///
    /// - Returns: false if fewer bytes than that are left.
    public func read(into bytes: UnsafeMutableRawBufferPointer) throws(RefoldError) -> Bool {
        guard try unsafe read(into: bytes, at: readOffset) else { return false }
        readOffset += bytes.count
        return true
    }

    /// The next bytes from the read position.
    ///
    /// - Throws: `.failed` if fewer bytes are left, or if the file cannot be read.
    public func read(count: Int) throws(RefoldError) -> [UInt8] {
        try unsafe bytes(count) { (memory) throws(RefoldError) in try unsafe read(into: memory) }
    }

    /// So many bytes from an offset; the read position does not change.
    ///
    /// - Throws: as ``read(count:)``.
    public func read(count: Int, at offset: Int) throws(RefoldError) -> [UInt8] {
        try unsafe bytes(count) { (memory) throws(RefoldError) in try unsafe read(into: memory, at: offset) }
    }

    private func bytes(_ count: Int, _ body: (UnsafeMutableRawBufferPointer) throws(RefoldError) -> Bool) throws(RefoldError) -> [UInt8] {
        var isWhole = true
        var failure: RefoldError?
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            do throws(RefoldError) {
                isWhole = try unsafe body(UnsafeMutableRawBufferPointer(start: buffer.baseAddress, count: count))
                filled = isWhole ? count : 0
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        guard isWhole else { throw RefoldError(.failed, "a temporary file is shorter than what was written", at: .named(folder), remedy: "run it again") }
        return bytes
    }

    /// Fills the memory from an offset in bytes; the read position does not change.
    ///
    /// - Returns: false if the file has fewer bytes from there on.
    public func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(RefoldError) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe pread(file.descriptor, bytes.baseAddress! + done, bytes.count - done, offset + done)
            if count < 0 {
                if errno == EINTR { continue }
                throw SystemFailure.last.error("a temporary file cannot be read", at: folder, for: purpose)
            }
            if count == 0 { return false }
            done += count
        }
        return true
    }
}

extension TemporaryFile {
    /// Appends a block of rows, preceded by its size.
    public func append(_ block: RowBlock) throws(RefoldError) {
        try append(count: block.byteCount)
        try unsafe block.withRawBytes { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    /// Reads the next block of rows.
    ///
    /// - Returns: false at the end of the file.
    public func read(_ block: RowBlock) throws(RefoldError) -> Bool {
        guard let size = try readCount(), size >= 0, size <= self.size else { return false }
        return try unsafe block.read(byteCount: size) { (memory) throws(RefoldError) in try unsafe read(into: memory) }
    }

    /// Appends a batch of events, preceded by its sizes.
    public func append(_ batch: EventBatch) throws(RefoldError) {
        try append(count: batch.count)
        try append(count: batch.bytesInUse)
        try unsafe batch.withRawBytes { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    /// Reads the next batch of events.
    ///
    /// - Returns: false at the end of the file.
    public func read(_ batch: EventBatch) throws(RefoldError) -> Bool {
        guard let events = try readCount(), let size = try readCount(), events >= 0, size >= 0, size <= self.size else { return false }
        return try unsafe batch.read(events: events, byteCount: size) { (memory) throws(RefoldError) in try unsafe read(into: memory) }
    }

    private func append(count: Int) throws(RefoldError) {
        var word = count
        try unsafe withUnsafeBytes(of: &word) { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    private func readCount() throws(RefoldError) -> Int? {
        var word = 0
        let isThere = try unsafe withUnsafeMutableBytes(of: &word) { (bytes) throws(RefoldError) in try unsafe read(into: bytes) }
        return isThere ? word : nil
    }
}
