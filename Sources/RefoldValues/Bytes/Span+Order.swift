// Unsafe here: compares bytes in place.

extension Span<UInt8> {
    /// Whether these bytes sort before others; a prefix sorts before a longer run.
    @inlinable
    public func isLess(than other: Span<UInt8>) -> Bool {
        unsafe withUnsafeBytes { mine in unsafe other.withUnsafeBytes { theirs in unsafe ByteMemory.isLess(mine, theirs) } }
    }

    /// Whether both hold the same bytes.
    @inlinable
    public func isEqual(to other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        return unsafe withUnsafeBufferPointer { mine in
            unsafe other.withUnsafeBufferPointer { theirs in
                guard let start = mine.baseAddress else { return true }
                return unsafe ByteMemory.isEqual(start, theirs.baseAddress, count: mine.count)
            }
        }
    }
}
