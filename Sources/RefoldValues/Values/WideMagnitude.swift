/// An unsigned integer of 256 bits: what a product of two mantissas needs before trailing zeros are taken off.
struct WideMagnitude {
    var high: UInt128
    var low: UInt128

    /// The magnitude of `a × b`.
    init(product a: UInt128, _ b: UInt128) {
        (high, low) = a.multipliedFullWidth(by: b)
    }

    /// `self + other`; sums of two products of a mantissa and a power of ten stay far below 256 bits.
    mutating func add(_ other: WideMagnitude) {
        let (sum, carry) = low.addingReportingOverflow(other.low)
        low = sum
        high = high &+ other.high &+ (carry ? 1 : 0)
    }

    /// `self - other`, where `other` is not the larger.
    mutating func subtract(_ other: WideMagnitude) {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        low = difference
        high = high &- other.high &- (borrow ? 1 : 0)
    }

    /// Whether this is below `other`.
    func isBelow(_ other: WideMagnitude) -> Bool {
        (high, low) < (other.high, other.low)
    }

    /// A tenth of this, or nil if that is no integer.
    var tenth: WideMagnitude? {
        let (upper, rest) = high.quotientAndRemainder(dividingBy: 10)
        let (lower, remainder) = (10 as UInt128).dividingFullWidth((rest, low))
        guard remainder == 0 else { return nil }
        var result = self
        (result.high, result.low) = (upper, lower)
        return result
    }
}

extension ExactDecimal {
    /// The decimal of this sign, magnitude and scale with as few trailing zeros taken off as the range demands.
    init(isNegative: Bool, magnitude: WideMagnitude, scale: Int) throws(DecimalError) {
        var (magnitude, scale) = (magnitude, scale)
        while true {
            let mantissa = magnitude.high == 0 ? Int128(isNegative: isNegative, magnitude: magnitude.low) : nil
            if let mantissa, scale <= Self.scales.upperBound {
                self.init(unchecked: mantissa, scale: scale)
                return
            }
            guard scale > 0, let tenth = magnitude.tenth else {
                if mantissa == nil { throw .overflow }
                throw .inexact(scale: Self.scales.upperBound)
            }
            magnitude = tenth
            scale -= 1
        }
    }
}

extension Int128 {
    /// The integer of this sign and magnitude, or nil if it does not fit.
    init?(isNegative: Bool, magnitude: UInt128) {
        if !isNegative {
            self.init(exactly: magnitude)
        } else if magnitude <= Int128.min.magnitude {
            self.init(truncatingIfNeeded: 0 &- magnitude)
        } else {
            return nil
        }
    }
}
