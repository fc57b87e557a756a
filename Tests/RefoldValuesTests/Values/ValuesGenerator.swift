import RefoldValues

/// SplitMix64: the same values on every run.
struct ValuesGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

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
