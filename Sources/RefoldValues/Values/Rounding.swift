/// How a value between two neighbours of a scale is rounded to one of them.
public enum Rounding: String, CaseIterable, Hashable, Sendable {
    /// To the nearer neighbour; a tie goes to the one whose last digit is even.
    case halfEven = "half-even"
    /// To the nearer neighbour; a tie goes away from zero.
    case halfUp = "half-up"
    /// To the neighbour nearer to zero: digits are truncated.
    case down = "down"

    /// Whether the magnitude `quotient`, with `remainder` of `divisor` left over, must be raised by one.
    func raises(_ quotient: UInt128, remainder: UInt128, of divisor: UInt128) -> Bool {
        if remainder == 0 || self == .down { return false }
        let missing = divisor - remainder
        if remainder != missing { return remainder > missing }
        return self == .halfUp || quotient & 1 == 1
    }
}
