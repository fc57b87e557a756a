/// A run of bytes in the text memory of a ``RowTable``, packed into the column's 64-bit slot: 40 bits of offset, 24 of length.
@frozen
public struct TextReference: Hashable, Sendable {
    public var packed: UInt64

    /// The longest text or JSON value of a row: 16 MiB less one byte.
    public static let maximumCount = 1 << 24 - 1

    @inlinable
    public init(packed: UInt64) { self.packed = packed }

    @inlinable
    public init(offset: Int, count: Int) {
        packed = UInt64(truncatingIfNeeded: offset) << 24 | UInt64(truncatingIfNeeded: count)
    }

    @inlinable
    public var offset: Int { Int(truncatingIfNeeded: packed >> 24) }

    @inlinable
    public var count: Int { Int(truncatingIfNeeded: packed & 0xFF_FFFF) }
}
