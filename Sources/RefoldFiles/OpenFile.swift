import Glibc
import RefoldValues

/// An open file; closed when its last owner releases it.
public final class OpenFile: Sendable {
    let descriptor: Int32
    /// The file's name for messages.
    private let path: String
    private let purpose: SystemFailure.Purpose

    init(descriptor: Int32, path: String, purpose: SystemFailure.Purpose) {
        self.descriptor = descriptor
        self.path = path
        self.purpose = purpose
    }

    deinit { close(descriptor) }

    /// Makes the written bytes durable. May be called while another thread writes more.
    ///
    /// - Throws: `.failed` if the disk is full or broken.
    public func flush() throws(RefoldError) {
        guard fsync(descriptor) == 0 else { throw SystemFailure.last.error("the file cannot be flushed to the disk", at: path, for: purpose) }
    }
}
