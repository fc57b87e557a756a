// Unsafe here: opening a file without waiting, asking what it is, and reading it.
import Glibc
import RefoldValues

/// Reads files whole that are small beside memory: definitions, and those of a report.
public enum WholeFile {
    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - place: of the file, for messages; nil for its path.
    ///   - largest: how many bytes it may have.
    ///   - expected: what it should be, for messages.
    /// - Throws: status 2 if it is missing, cannot be read, is no file, or is too large.
    public static func read(
        _ path: String, at place: Place? = nil, largest: Int = 1 << 30, expected: String = "a file"
    ) throws(RefoldError) -> [UInt8] {
        let place = place ?? .named(path)
        // Opening a pipe must not wait for its other end.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let failure = SystemFailure.last
            guard failure.code != ENOENT else { throw RefoldError(.usage, "the file cannot be found", at: place, remedy: "check the path") }
            throw RefoldError(.usage, "the file cannot be read: \(failure.cause)", at: place, remedy: failure.remedy(for: .input))
        }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw RefoldError(.usage, "this is not a file", at: place, expected: expected)
        }
        guard status.st_size <= largest else {
            throw RefoldError(.usage, "the file has \(status.st_size) bytes", at: place, expected: "at most \(largest)")
        }
        guard let bytes = contents(of: descriptor, size: Int(status.st_size), atMost: largest) else {
            throw RefoldError(.usage, "the file cannot be read", at: place, remedy: "check the disk")
        }
        return bytes
    }

    /// The first bytes of a file; nil if it cannot be read, or is no file.
    public static func beginning(of path: String, count: Int) -> [UInt8]? {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        return contents(of: descriptor, size: count, atMost: count)
    }

    /// Reads up to the end, also of a file that is longer than it said.
    private static func contents(of descriptor: Int32, size: Int, atMost largest: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < largest {
            let room = min(max(size - bytes.count, 4096), largest - bytes.count)
            var failed = false
            let piece = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, count in
                var result = unsafe Glibc.read(descriptor, buffer.baseAddress, room)
                while result < 0, errno == EINTR { result = unsafe Glibc.read(descriptor, buffer.baseAddress, room) }
                failed = result < 0
                count = max(result, 0)
            }
            guard !failed else { return nil }
            guard !piece.isEmpty else { break }
            bytes = bytes.isEmpty ? piece : bytes + piece
        }
        return bytes
    }
}
