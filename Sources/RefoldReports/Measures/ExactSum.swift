import RefoldValues

/// A sum of numbers of 128 bits, or of products of two such, exact for any number of them: an integer of 320 bits.
struct ExactSum {
    // The sum is `high × 2^256 + middle × 2^128 + low`.
    private var high: Int64 = 0
    private var middle: UInt128 = 0
    private var low: UInt128 = 0

    @inline(__always)
    mutating func add(_ value: Int128) {
        add(value < 0 ? -1 : 0, value < 0 ? .max : 0, UInt128(truncatingIfNeeded: value))
    }

    @inline(__always)
    mutating func add(_ value: Int128, times factor: Int128) {
        let (upper, lower) = value.multipliedFullWidth(by: factor)
        add(upper < 0 ? -1 : 0, UInt128(truncatingIfNeeded: upper), lower)
    }

    mutating func add(_ other: ExactSum) { add(other.high, other.middle, other.low) }

    @inline(__always)
    private mutating func add(_ high: Int64, _ middle: UInt128, _ low: UInt128) {
        let (lower, carry) = self.low.addingReportingOverflow(low)
        let (between, carried) = self.middle.addingReportingOverflow(middle)
        let (raised, overflow) = between.addingReportingOverflow(carry ? 1 : 0)
        self.low = lower
        self.middle = raised
        self.high &+= high &+ (carried ? 1 : 0) &+ (overflow ? 1 : 0)
    }

    /// The sum; nil if it has more than 38 digits.
    var number: Int128? {
        let number = Int128(truncatingIfNeeded: low)
        let sign: Int64 = number < 0 ? -1 : 0
        return high == sign && Int128(truncatingIfNeeded: middle) == Int128(sign) && WideUnits.fits(number) ? number : nil
    }

    /// The sum without its sign.
    var magnitude: BigMagnitude {
        guard high < 0 else { return BigMagnitude(UInt64(high), middle, low) }
        let (lower, isZero) = (~low).addingReportingOverflow(1)
        let (between, isCarried) = (~middle).addingReportingOverflow(isZero ? 1 : 0)
        return BigMagnitude(~UInt64(bitPattern: high) &+ (isCarried ? 1 : 0), between, lower)
    }
}
