import RefoldTesting
import RefoldValues

/// The statistics of a few values, by their definitions.
extension SlowReport {
    /// A fraction rounded to the even neighbour if it is in the middle.
    static func quotient(_ dividend: Int128, _ divisor: Int128) -> Int128 {
        let (quotient, remainder) = dividend.magnitude.quotientAndRemainder(dividingBy: divisor.magnitude)
        let twice = remainder * 2
        let isRaised = twice > divisor.magnitude || (twice == divisor.magnitude && quotient % 2 == 1)
        return Int128(quotient + (isRaised ? 1 : 0)) * ((dividend < 0) != (divisor < 0) ? -1 : 1)
    }

    /// The root of the mean of the squared distances to the mean, over one value less, with so many decimals more than the values.
    static func deviation(_ values: [Int128], decimals: Int) -> Int128? {
        guard values.count > 1 else { return nil }
        let (n, sum) = (Int128(values.count), values.reduce(0, +))
        let power = (0..<2 * decimals).reduce(1 as Int128) { power, _ in power * 10 }
        let over = values.reduce(0) { $0 + (n * $1 - sum) * (n * $1 - sum) } * power
        let under = n * n * (n - 1)
        // The whole part by halving, and then the neighbour by the square of what lies between.
        var (low, high): (Int128, Int128) = (0, 1 << 40)
        while high - low > 1 {
            let middle = (low + high) / 2
            if middle * middle <= over / under { low = middle } else { high = middle }
        }
        let (half, four) = ((2 * low + 1) * (2 * low + 1) * under, 4 * over)
        return half < four || (half == four && low % 2 == 1) ? low + 1 : low
    }

    /// The values in the rows with the smallest or the largest `by`.
    static func edge<By: Comparable, Value>(_ pairs: [(by: By, value: Value)], isLast: Bool) -> [Value] {
        let edge = isLast ? pairs.map(\.by).max() : pairs.map(\.by).min()
        return pairs.filter { $0.by == edge }.map(\.value)
    }
}
