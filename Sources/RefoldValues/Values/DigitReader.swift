/// Reads numbers of fixed width and remembers whether every byte so far was a digit, so that one check at the end is enough.
@usableFromInline
struct DigitReader {
    /// Whether every byte read so far was a digit.
    @usableFromInline var areAll = true

    @inlinable init() {}

    @inlinable
    mutating func one(_ bytes: Span<UInt8>, at index: Int) -> Int {
        let digit = bytes[index] &- UInt8(ascii: "0")
        if digit > 9 { areAll = false }
        return Int(digit)
    }

    @inlinable
    mutating func two(_ bytes: Span<UInt8>, at index: Int) -> Int {
        one(bytes, at: index) &* 10 &+ one(bytes, at: index &+ 1)
    }

    @inlinable
    mutating func four(_ bytes: Span<UInt8>, at index: Int) -> Int {
        two(bytes, at: index) &* 100 &+ two(bytes, at: index &+ 2)
    }
}
