// Unsafe here: asks the system about a file.
import Foundation

/// Which file a path leads to now: another one after it was replaced, or deleted and made anew.
struct FileIdentity: Hashable {
    private let device: dev_t
    private let number: ino_t

    /// Nil where there is no file.
    init?(_ path: String) {
        var status = stat()
        guard unsafe stat(path, &status) == 0 else { return nil }
        device = status.st_dev
        number = status.st_ino
    }
}
