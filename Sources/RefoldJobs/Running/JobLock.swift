// Unsafe here: open(2), read(2) and write(2) take pointers; each is given that of a string or array for the length of the call.

import Foundation
import RefoldCore

/// One run of a job at a time: a lock on a file that lives as long as this object, and dies with its process however that ends.
///
/// The file stays behind, empty of meaning: only the lock on it counts.
public final class JobLock: Sendable {
    private let descriptor: Int32

    /// Takes the lock.
    ///
    /// - Parameter path: the lock file; made where it does not exist.
    /// - Throws: status 75 with the process that holds it; status 1 where the file cannot be opened.
    public init(job: String, path: String) throws(RefoldError) {
        let file = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else {
            let reason = POSIXErrorCode(rawValue: errno).map { POSIXError($0).localizedDescription } ?? "unknown error"
            throw RefoldError(
                .failed, "the lock file cannot be opened (\(reason))", at: .named(path), remedy: "check the folder's permissions")
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            let holder = Self.pid(in: file)
            close(file)
            throw RefoldError(
                .busy, "the job \"\(job)\" is running already" + (holder.map { ", as process \($0)" } ?? ""),
                remedy: "wait until it has ended")
        }
        descriptor = file
        Self.write(pid: getpid(), to: file)
    }

    deinit { close(descriptor) }

    private static func write(pid: Int32, to file: Int32) {
        let text = Array("\(pid)\n".utf8)
        _ = ftruncate(file, 0)
        // What cannot be written is missing from a message only.
        _ = unsafe pwrite(file, text, text.count, 0)
    }

    private static func pid(in file: Int32) -> Int32? {
        var bytes = [UInt8](repeating: 0, count: 16)
        let count = unsafe pread(file, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return Int32(String(decoding: bytes.prefix(count).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self))
    }
}
