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

    /// The file as `/proc/locks` names it: device and number, `fe:00:16230682`.
    var inLockList: String {
        // The layout of a device number in Linux, as `gnu_dev_major` and `gnu_dev_minor` take it apart.
        let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
        let minor = device & 0xFF | (device >> 12) & ~0xFF
        return [major, minor].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":") + ":\(number)"
    }

    /// Where a path leads, past links; the path itself if there is no file.
    static func followingLinks(_ path: String) -> String {
        guard let real = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(real) }
        return unsafe String(cString: real)
    }
}
