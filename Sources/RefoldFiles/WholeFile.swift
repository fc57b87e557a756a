// Unsafe here: opening a file without waiting, and asking what it is, which Foundation does not offer in one step.
import Foundation
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
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw RefoldError(.usage, "this is not a file", at: place, expected: expected)
        }
        guard status.st_size <= largest else {
            throw RefoldError(.usage, "the file has \(status.st_size) bytes", at: place, expected: "at most \(largest)")
        }
        guard let data = try? file.read(upToCount: largest) ?? Data() else {
            throw RefoldError(.usage, "the file cannot be read", at: place, remedy: "check the disk")
        }
        return [UInt8](data)
    }
}
