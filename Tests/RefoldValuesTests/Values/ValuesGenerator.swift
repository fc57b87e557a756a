import RefoldTesting
import RefoldValues

/// Random values from a seed: the same on every run.
struct ValuesGenerator: RandomNumberGenerator {
    private var numbers: SeededNumbers

    init(seed: UInt64) { numbers = SeededNumbers(seed) }

    mutating func next() -> UInt64 { numbers.next() }

    /// A decimal of any width and scale; sometimes with many trailing zeros or an extreme mantissa.
    mutating func decimal() -> ExactDecimal {
        let (mantissa, scale) = mantissaAndScale()
        return ExactDecimal(mantissa: mantissa, scale: scale) ?? .zero
    }

    private mutating func mantissaAndScale() -> (Int128, Int) {
        let bits = Int128(truncatingIfNeeded: UInt128(next()) << 64 | UInt128(next()))
        let scale = Int.random(in: 0...38, using: &self)
        switch Int.random(in: 0..<8, using: &self) {
        case 0: return ([.min, .max, 0, 1, -1].randomElement(using: &self) ?? 0, scale)
        case 1: return (Int128(Int64.random(in: -99...99, using: &self)) * 1_000_000_000_000, scale)
        case 2: return (Int128(Int64.random(in: -999...999, using: &self)), Int.random(in: 0...3, using: &self))
        default: return (bits >> Int128(Int.random(in: 0..<127, using: &self)), scale)
        }
    }
}
