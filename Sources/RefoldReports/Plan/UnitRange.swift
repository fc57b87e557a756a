import RefoldValues

/// The values of an integer column for which a comparison with a literal holds: a closed range, computed once so that rows compare only
/// integers.
struct UnitRange: Hashable, Sendable {
    var low: Int64
    var high: Int64

    static let none = UnitRange(low: 1, high: 0)

    @inline(__always)
    func contains(_ value: Int64) -> Bool { value >= low && value <= high }

    init(low: Int64, high: Int64) {
        self.low = low
        self.high = high
    }

    /// The units of `scale` that equal a number: one value or none.
    init(equal number: ExactDecimal, scale: Int) { self.init(WideRange(equal: number, scale: scale)) }

    /// The units of `scale` for which the comparison with a number holds.
    init(_ comparison: UnitComparison, _ number: ExactDecimal, scale: Int) { self.init(WideRange(comparison, number, scale: scale)) }

    /// The integers of 64 bits in a range.
    private init(_ range: WideRange) {
        let (least, most) = (Int128(Int64.min), Int128(Int64.max))
        guard range.low <= range.high, range.low <= most, range.high >= least else {
            self = .none
            return
        }
        self.init(low: Int64(max(range.low, least)), high: Int64(min(range.high, most)))
    }
}

/// The same for a column of numbers of up to 38 digits.
struct WideRange: Hashable, Sendable {
    var low: Int128
    var high: Int128

    func contains(_ value: Int128) -> Bool { value >= low && value <= high }

    private init(_ low: Int128, _ high: Int128) {
        self.low = low
        self.high = high
    }

    /// The units of `scale` that equal a number: one value or none.
    init(equal number: ExactDecimal, scale: Int) {
        let (floor, isExact) = Self.floor(number, scale: scale)
        self.init(isExact ? floor : 1, isExact ? floor : 0)
    }

    /// The units of `scale` for which the comparison with a number holds.
    init(_ comparison: UnitComparison, _ number: ExactDecimal, scale: Int) {
        let (floor, isExact) = Self.floor(number, scale: scale)
        let (least, most) = (-Self.beyond - 1, Self.beyond + 1)
        switch comparison {
        case .atLeast: self.init(isExact ? floor : floor + 1, most)
        case .above: self.init(floor + 1, most)
        case .atMost: self.init(least, floor)
        case .below: self.init(least, isExact ? floor - 1 : floor)
        }
    }

    /// Beyond every number of 38 digits, and one step from it is within 128 bits.
    private static let beyond = (0..<WideUnits.digits).reduce(1 as Int128) { power, _ in power * 10 }

    /// The largest integer of units that is not above the number, and whether it equals the number.
    private static func floor(_ number: ExactDecimal, scale: Int) -> (Int128, Bool) {
        guard let cut = try? number.rescaled(to: scale, rounding: .down), cut.mantissa.magnitude < beyond.magnitude else {
            return (number.isNegative ? -beyond : beyond, false)
        }
        let isExact = cut == number
        return (number.isNegative && !isExact ? cut.mantissa - 1 : cut.mantissa, isExact)
    }
}
