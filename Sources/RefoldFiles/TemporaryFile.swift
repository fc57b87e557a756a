// Unsafe here: reads and writes raw memory through file descriptors.
import Foundation
import RefoldCore

/// A file without a name: it is removed from its folder as soon as it is open, so a killed run leaves nothing behind.
///
/// Written from the front, then read from the front. Belongs to one thread at a time.
public final class TemporaryFile {
    private let descriptor: Int32
    private let folder: String
    private var readOffset = 0
    /// The bytes written so far.
    public private(set) var size = 0

    /// Makes the file in a folder.
    ///
    /// - Throws: `.failed` where that folder cannot be written.
    public init(in folder: String) throws(RefoldError) {
        self.folder = folder
        let path = folder + "/.refold-\(UInt64.random(in: 0 ... .max)).tmp"
        descriptor = unsafe open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw RefoldError(
                .failed, "a temporary file cannot be made (\(Self.reason))", at: .named(folder), expected: "a folder that can be written",
                remedy: "set TMPDIR to such a folder")
        }
        _ = unsafe unlink(path)
    }

    deinit { close(descriptor) }

    private static var reason: String { unsafe String(cString: strerror(errno)) }

    /// Appends bytes.
    ///
    /// - Throws: `.failed` where the disk is full or broken.
    public func append(_ bytes: UnsafeRawBufferPointer) throws(RefoldError) {
        var done = 0
        while done < bytes.count {
            let written = unsafe write(descriptor, bytes.baseAddress! + done, bytes.count - done)
            if written < 0 {
                if errno == EINTR { continue }
                throw RefoldError(
                    .failed, "a temporary file cannot be written (\(Self.reason))", at: .named(folder),
                    remedy: "free some space there, set TMPDIR to another folder, or allow more --memory")
            }
            done += written
        }
        size += done
    }

    /// Reads from the front again.
    public func rewind() { readOffset = 0 }

    /// Fills the memory from the read position on.
    ///
    /// - Returns: false where the file has not that many bytes left.
    public func read(into bytes: UnsafeMutableRawBufferPointer) throws(RefoldError) -> Bool {
        guard try unsafe read(into: bytes, at: readOffset) else { return false }
        readOffset += bytes.count
        return true
    }

    /// Fills the memory from a place on, counted in bytes; the read position stays.
    ///
    /// - Returns: false where the file has not that many bytes from there on.
    public func read(into bytes: UnsafeMutableRawBufferPointer, at offset: Int) throws(RefoldError) -> Bool {
        var done = 0
        while done < bytes.count {
            let count = unsafe pread(descriptor, bytes.baseAddress! + done, bytes.count - done, offset + done)
            if count < 0 {
                if errno == EINTR { continue }
                throw RefoldError(.failed, "a temporary file cannot be read (\(Self.reason))", at: .named(folder))
            }
            if count == 0 { return false }
            done += count
        }
        return true
    }
}

extension TemporaryFile {
    /// Appends a block of rows, its size before it.
    public func append(_ block: RowBlock) throws(RefoldError) {
        try append(count: block.byteCount)
        try unsafe block.withRawBytes { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    /// Reads the next block of rows.
    ///
    /// - Returns: false at the end of the file.
    public func read(_ block: RowBlock) throws(RefoldError) -> Bool {
        guard let size = try readCount() else { return false }
        return try unsafe block.read(byteCount: size) { (memory) throws(RefoldError) in try unsafe read(into: memory) }
    }

    /// Appends a batch of events, its sizes before it.
    public func append(_ batch: EventBatch) throws(RefoldError) {
        try append(count: batch.count)
        try append(count: batch.bytesInUse)
        try unsafe batch.withRawBytes { (bytes) throws(RefoldError) in try unsafe append(bytes) }
    }

    /// Reads the next batch of events.
    ///
    /// - Returns: false at the end of the file.
    public func read(_ batch: EventBatch) throws(RefoldError) -> Bool {
        guard let events = try readCount(), let size = try readCount() else { return false }
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
