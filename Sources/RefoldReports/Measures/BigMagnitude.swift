import RefoldValues

/// An unsigned integer of any size, for the few steps by which exact sums become a figure.
struct BigMagnitude: Comparable {
    /// The lowest first; the last is not 0.
    private var words: [UInt64]

    init(_ value: UInt128) { self.init(0, 0, value) }

    /// `high × 2^256 + middle × 2^128 + low`.
    init(_ high: UInt64, _ middle: UInt128, _ low: UInt128) {
        self.init(words: [low, middle].flatMap { [UInt64(truncatingIfNeeded: $0), UInt64($0 >> 64)] } + [high])
    }

    private init(words: [UInt64]) {
        self.words = words
        while self.words.last == 0 { self.words.removeLast() }
    }

    static func powerOfTen(_ exponent: Int) -> BigMagnitude {
        (0..<exponent).reduce(BigMagnitude(1)) { power, _ in power * BigMagnitude(10) }
    }

    private var bitWidth: Int { words.count * 64 - (words.last?.leadingZeroBitCount ?? 0) }

    static func < (a: BigMagnitude, b: BigMagnitude) -> Bool {
        guard a.words.count == b.words.count else { return a.words.count < b.words.count }
        for index in a.words.indices.reversed() where a.words[index] != b.words[index] { return a.words[index] < b.words[index] }
        return false
    }

    static func * (a: BigMagnitude, b: BigMagnitude) -> BigMagnitude {
        var product = [UInt64](repeating: 0, count: a.words.count + b.words.count)
        for (place, word) in a.words.enumerated() {
            var carry: UInt64 = 0
            for (other, factor) in b.words.enumerated() {
                let (high, low) = word.multipliedFullWidth(by: factor)
                let (sum, first) = low.addingReportingOverflow(product[place + other])
                let (total, second) = sum.addingReportingOverflow(carry)
                product[place + other] = total
                // At most 2^64 - 1: the product of two words and two words more fit into two words.
                carry = high + (first ? 1 : 0) + (second ? 1 : 0)
            }
            product[place + b.words.count] = carry
        }
        return BigMagnitude(words: product)
    }

    /// The difference; `other` must not be larger.
    func subtracting(_ other: BigMagnitude) -> BigMagnitude {
        var (words, borrow) = (words, false)
        for index in words.indices {
            let (difference, first) = words[index].subtractingReportingOverflow(index < other.words.count ? other.words[index] : 0)
            let (rest, second) = difference.subtractingReportingOverflow(borrow ? 1 : 0)
            words[index] = rest
            borrow = first || second
        }
        return BigMagnitude(words: words)
    }

    /// The square root of a fraction, rounded once; nil if it has more than 127 bits.
    ///
    /// - Parameter divisor: not 0.
    static func root(of dividend: BigMagnitude, over divisor: BigMagnitude, _ rounding: Rounding) -> UInt128? {
        func product(_ root: UInt128) -> BigMagnitude { BigMagnitude(root) * BigMagnitude(root) * divisor }
        // The quotient is below 2^bits, and so its root below 2^(half of these, rounded up).
        let bits = max(dividend.bitWidth - divisor.bitWidth + 1, 0)
        guard (bits + 1) / 2 <= 127 else { return nil }
        var root: UInt128 = 0
        for bit in (0..<(bits + 1) / 2).reversed() where product(root | 1 << UInt128(bit)) <= dividend { root |= 1 << UInt128(bit) }
        if rounding == .down { return root }
        // Compared with the square of what lies half a unit above it, both four times.
        let half = product(2 * root + 1)
        let fourfold = dividend * BigMagnitude(4)
        let raises = half == fourfold ? rounding == .halfUp || root & 1 == 1 : half < fourfold
        return raises ? root + 1 : root
    }
}
