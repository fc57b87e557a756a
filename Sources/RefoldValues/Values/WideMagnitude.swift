/// An unsigned integer of 256 bits, for a product of two mantissas before trailing zeros are removed.
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

    /// `self - other`; `other` must not be larger.
    mutating func subtract(_ other: WideMagnitude) {
        let (difference, borrow) = low.subtractingReportingOverflow(other.low)
        low = difference
        high = high &- other.high &- (borrow ? 1 : 0)
    }

    /// Whether this is less than `other`.
    func isBelow(_ other: WideMagnitude) -> Bool {
        (high, low) < (other.high, other.low)
    }

    /// A tenth of this; nil if that is not an integer.
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
    /// The decimal with this sign, magnitude and scale; only as many trailing zeros are removed as its range requires.
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
    /// The integer with this sign and magnitude; nil if it does not fit.
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
