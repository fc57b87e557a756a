// Unsafe here: hashes bytes in place.

/// A 128-bit hash of a text, used instead of the text to distinguish many texts in little memory.
///
/// Half of it is seeded per process, so that no input can force a collision. Chance collisions are ignored: among 10^9 texts, one is less
/// likely than 1 in 10^20. Must not be stored beyond the process.
public struct SeededHash: Hashable, Sendable, BitwiseCopyable {
    public let seeded: UInt64
    /// The same in every process; never 0.
    public let stable: UInt64

    @inlinable
    public init(_ text: Span<UInt8>) {
        var hasher = Hasher()
        unsafe text.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        seeded = UInt64(truncatingIfNeeded: hasher.finalize())
        stable = text.stableHash | 1
    }

    @inlinable
    public func hash(into hasher: inout Hasher) { hasher.combine(seeded) }
}
