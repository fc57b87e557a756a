import Glibc
import RefoldValues

/// The byte of a file that stands for the name of a lock, as the system's record locks take it.
enum LockedByte {
    /// Two names may share a byte, by one chance in 2^62.
    static func place(of name: String) -> Int64 { Int64(Array(name.utf8).span.stableHash >> 2) }

    /// - Parameter kind: `F_WRLCK` or `F_UNLCK`.
    static func request(_ kind: Int32, at place: Int64) -> flock {
        var request = flock()
        request.l_type = Int16(kind)
        request.l_whence = Int16(SEEK_SET)
        request.l_start = Int(place)
        request.l_len = 1
        return request
    }
}
