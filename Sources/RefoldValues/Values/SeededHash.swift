// Unsafe here: hashes bytes where they lie.

/// A 128-bit hash of a text, in place of the text where many of them have to be told apart in little memory.
///
/// Half of it is seeded by the process, so that no input can choose two texts with one hash; that two meet by chance is left out of account
/// (for a thousand million texts it is less likely than one in 10^20). Not to be kept beyond the process.
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
