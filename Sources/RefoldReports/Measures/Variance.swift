import RefoldValues

/// What the variance of integers follows from, exact for any number of them.
struct Variance {
    private(set) var count: Int64 = 0
    private var sum = ExactSum()
    private var squares = ExactSum()

    mutating func add(_ value: Int128) {
        count += 1
        sum.add(value)
        squares.add(value, times: value)
    }

    mutating func add(_ other: Variance) {
        count += other.count
        sum.add(other.sum)
        squares.add(other.squares)
    }

    /// The root of the variance of a sample of at least two values, rounded once.
    ///
    /// - Parameters:
    ///   - decimals: the values are in units of so many.
    ///   - scale: the decimals of the result.
    /// - Throws: `.overflow` if it has more than 38 digits.
    func deviation(decimals: Int, scale: Int, rounding: Rounding) throws(DecimalError) -> ExactDecimal {
        // The variance is (n × squares - sum²) / (n × (n - 1)), which is never negative.
        let n = BigMagnitude(UInt128(count))
        var over = (n * squares.magnitude).subtracting(sum.magnitude * sum.magnitude)
        var under = n * BigMagnitude(UInt128(count - 1))
        let shift = BigMagnitude.powerOfTen(2 * abs(scale - decimals))
        if scale >= decimals { over = over * shift } else { under = under * shift }
        guard let root = BigMagnitude.root(of: over, over: under, rounding), let units = Int128(exactly: root), WideUnits.fits(units),
            let number = ExactDecimal(mantissa: units, scale: scale)
        else { throw .overflow }
        return number
    }
}
