// Unsafe here: texts are compared millions of times, and memcmp is the fastest comparison of bytes.
import Glibc

/// Comparing texts by their UTF-8 bytes.
public enum TextBytes {
    /// Below zero, 0 or above zero; a prefix comes before what it begins.
    @inlinable
    public static func order(_ a: Span<UInt8>, _ b: Span<UInt8>) -> Int {
        let common = min(a.count, b.count)
        let first = unsafe a.withUnsafeBufferPointer { a in
            unsafe b.withUnsafeBufferPointer { b in
                guard common > 0, let left = a.baseAddress, let right = b.baseAddress else { return 0 }
                return unsafe Int(memcmp(left, right, common))
            }
        }
        return first != 0 ? first : a.count - b.count
    }

    /// Appends the bytes of a text.
    @inlinable
    public static func append(_ text: Span<UInt8>, to bytes: inout [UInt8]) {
        unsafe text.withUnsafeBufferPointer { unsafe bytes.append(contentsOf: $0) }
    }

    /// The same of two strings.
    @inlinable
    public static func order(_ a: String, _ b: String) -> Int {
        let (left, right) = (a.utf8, b.utf8)
        return order(left.span, right.span)
    }
}
