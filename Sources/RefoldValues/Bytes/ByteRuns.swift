// Unsafe here: loads of eight bytes at once, and copies of a run of bytes into an array or a string, for which `Span` has no safe and
// equally fast form. Every range is checked before it is used.

/// Reads and copies of runs of bytes.
public enum ByteRuns {
    /// The eight bytes from `position` on, the first of them lowest.
    ///
    /// - Precondition: `0 <= position` and `position + 8 <= bytes.count`; not checked, because the caller's loop condition ensures it.
    @inlinable @inline(__always)
    public static func word(_ bytes: Span<UInt8>, at position: Int) -> UInt64 {
        unsafe UInt64(littleEndian: bytes.bytes.unsafeLoadUnaligned(fromUncheckedByteOffset: position, as: UInt64.self))
    }

    /// Appends the bytes of `range`.
    ///
    /// - Precondition: `range` lies within `bytes`; checked.
    @inlinable
    public static func append(_ bytes: Span<UInt8>, _ range: Range<Int>, to target: inout [UInt8]) {
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe target.append(contentsOf: $0) }
    }

    /// The bytes of `range` as a string; invalid UTF-8 is replaced.
    ///
    /// - Precondition: `range` lies within `bytes`; checked.
    @inlinable
    public static func text(_ bytes: Span<UInt8>, _ range: Range<Int>) -> String {
        unsafe bytes.extracting(range).withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }
}
