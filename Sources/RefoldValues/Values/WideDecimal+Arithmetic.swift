extension WideDecimal {
    /// The exact sum; throws `.tooLong` if it has more than ``maximumDigits``.
    public func sum(_ other: WideDecimal) throws(DecimalError) -> WideDecimal {
        if digits.isEmpty { return other }
        if other.digits.isEmpty { return self }
        let exponent = min(self.exponent, other.exponent)
        let (left, right) = (try aligned(to: exponent), try other.aligned(to: exponent))
        if isNegative == other.isNegative {
            return WideDecimal(isNegative: isNegative, digits: Self.sum(left, right), exponent: exponent)
        }
        let isLess = left.count == right.count ? left.lexicographicallyPrecedes(right) : left.count < right.count
        let (larger, smaller) = isLess ? (right, left) : (left, right)
        return WideDecimal(
            isNegative: isLess ? other.isNegative : isNegative, digits: Self.difference(larger, smaller), exponent: exponent)
    }

    /// The exact difference; throws `.tooLong` if it has more than ``maximumDigits``.
    public func difference(_ other: WideDecimal) throws(DecimalError) -> WideDecimal {
        try sum(WideDecimal(isNegative: !other.isNegative, digits: other.digits, exponent: other.exponent))
    }

    /// The exact product; throws `.tooLong` if it has more than ``maximumDigits``.
    ///
    /// Nine digits are multiplied at a time.
    public func product(_ other: WideDecimal) throws(DecimalError) -> WideDecimal {
        guard digits.count + other.digits.count <= Self.maximumDigits else { throw .tooLong }
        let (left, right) = (Self.limbs(digits), Self.limbs(other.digits))
        var limbs = [UInt64](repeating: 0, count: left.count + right.count)
        for (place, factor) in left.enumerated() where factor > 0 {
            var carry: UInt64 = 0
            for (step, other) in right.enumerated() {
                (carry, limbs[place + step]) = (limbs[place + step] + factor * other + carry).quotientAndRemainder(dividingBy: Self.limb)
            }
            limbs[place + right.count] = carry
        }
        var product: [UInt8] = []
        product.reserveCapacity(limbs.count * 9)
        for var limb in limbs {
            for _ in 0..<9 {
                let (rest, digit) = limb.quotientAndRemainder(dividingBy: 10)
                product.append(UInt8(truncatingIfNeeded: digit))
                limb = rest
            }
        }
        return WideDecimal(
            isNegative: isNegative != other.isNegative, digits: product.reversed(), exponent: exponent + other.exponent)
    }

    private static let limb: UInt64 = 1_000_000_000

    /// The number in pieces of nine digits, the last first.
    private static func limbs(_ digits: [UInt8]) -> [UInt64] {
        var limbs: [UInt64] = []
        var end = digits.count
        while end > 0 {
            let start = max(end - 9, 0)
            limbs.append(digits[start..<end].reduce(0) { $0 * 10 + UInt64($1) })
            end = start
        }
        return limbs
    }

    /// The digits with the zeros that bring them to a smaller exponent.
    private func aligned(to exponent: Int) throws(DecimalError) -> [UInt8] {
        let zeros = self.exponent - exponent
        guard zeros + digits.count <= Self.maximumDigits else { throw .tooLong }
        return digits + repeatElement(0, count: zeros)
    }

    private static func sum(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var carry: UInt8 = 0
        for place in 0..<max(a.count, b.count) {
            let digit = carry + (place < a.count ? a[a.count - 1 - place] : 0) + (place < b.count ? b[b.count - 1 - place] : 0)
            result.append(digit % 10)
            carry = digit / 10
        }
        result.append(carry)
        return result.reversed()
    }

    /// `a - b`; `b` must not be larger.
    private static func difference(_ a: [UInt8], _ b: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var borrow: UInt8 = 0
        for place in 0..<a.count {
            let less = borrow + (place < b.count ? b[b.count - 1 - place] : 0)
            let digit = a[a.count - 1 - place]
            borrow = digit < less ? 1 : 0
            result.append(digit + borrow * 10 - less)
        }
        return result.reversed()
    }
}
