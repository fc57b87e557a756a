import Glibc
import RefoldCore

/// An open file; closed when the last one who holds it lets go.
public final class OpenFile: Sendable {
    let descriptor: Int32
    /// The file's name for messages.
    private let path: String

    init(descriptor: Int32, path: String) {
        self.descriptor = descriptor
        self.path = path
    }

    deinit { close(descriptor) }

    /// Makes what was written durable. May be called while another thread writes more.
    ///
    /// - Throws: `.failed` where the disk is full or broken.
    public func flush() throws(RefoldError) {
        guard fsync(descriptor) == 0 else { throw PosixFile.error("the file cannot be flushed to the disk", path, errno) }
    }
}
