extension ExactDecimal {
    /// The exact sum, at the larger of the two scales if it fits, else at the largest scale that fits.
    public func adding(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        if scale == other.scale {
            let (sum, overflow) = mantissa.addingReportingOverflow(other.mantissa)
            if !overflow { return ExactDecimal(unchecked: sum, scale: scale) }
        }
        return try sum(with: other, negated: false)
    }

    /// The exact difference, at the larger of the two scales if it fits, else at the largest scale that fits.
    public func subtracting(_ other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        if scale == other.scale {
            let (difference, overflow) = mantissa.subtractingReportingOverflow(other.mantissa)
            if !overflow { return ExactDecimal(unchecked: difference, scale: scale) }
        }
        return try sum(with: other, negated: true)
    }

    /// The exact product, at the sum of the two scales if it fits, else at the largest scale that fits.
    public func multiplied(by other: ExactDecimal) throws(DecimalError) -> ExactDecimal {
        try ExactDecimal(
            isNegative: isNegative != other.isNegative,
            magnitude: WideMagnitude(product: mantissa.magnitude, other.mantissa.magnitude),
            scale: scale + other.scale)
    }

    /// The value with the opposite sign; throws `.overflow` for the one mantissa without an opposite.
    public func negated() throws(DecimalError) -> ExactDecimal {
        try ExactDecimal.zero.subtracting(self)
    }

    /// The same value with exactly `scale` decimals; throws `.inexact` if digits would be lost, `.overflow` if it does not fit.
    public func rescaled(to scale: Int) throws(DecimalError) -> ExactDecimal {
        let result = try rescaled(to: scale, rounding: .down)
        if scale < self.scale, result != self { throw .inexact(scale: scale) }
        return result
    }

    /// The value with exactly `scale` decimals; throws `.overflow` if it does not fit or if the scale is outside ``scales``.
    public func rescaled(to scale: Int, rounding: Rounding) throws(DecimalError) -> ExactDecimal {
        if scale == self.scale { return self }
        return try divided(by: ExactDecimal(1), scale: scale, rounding: rounding)
    }

    /// The quotient with exactly `scale` decimals; throws `.divisionByZero`, or `.overflow` if it does not fit or if the scale is outside
    /// ``scales``.
    ///
    /// It is rounded once, from the exact quotient.
    public func divided(by other: ExactDecimal, scale: Int, rounding: Rounding) throws(DecimalError) -> ExactDecimal {
        guard Self.scales.contains(scale) else { throw .overflow }
        guard other.mantissa != 0 else { throw .divisionByZero }
        let isNegative = isNegative != other.isNegative
        var divisor = other.mantissa.magnitude
        var shift = other.scale + scale - self.scale
        if shift < 0 {
            let (raised, overflow) = divisor.multipliedReportingOverflow(by: Self.powerOfTen(-shift))
            // A divisor of more than 128 bits exceeds twice any mantissa: the quotient is below one half.
            if overflow { return ExactDecimal(unchecked: 0, scale: scale) }
            divisor = raised
            shift = 0
        }
        var (quotient, remainder) = mantissa.magnitude.quotientAndRemainder(dividingBy: divisor)
        while shift > 0 {
            let step = min(shift, Self.scales.upperBound)
            let power = Self.powerOfTen(step)
            // The remainder is below the divisor, so the next digits are below the power.
            let (digits, rest) = divisor.dividingFullWidth(remainder.multipliedFullWidth(by: power))
            let (raised, tooLarge) = quotient.multipliedReportingOverflow(by: power)
            let (next, overflow) = raised.addingReportingOverflow(digits)
            if tooLarge || overflow { throw .overflow }
            (quotient, remainder) = (next, rest)
            shift -= step
        }
        if rounding.raises(quotient, remainder: remainder, of: divisor) {
            let (raised, overflow) = quotient.addingReportingOverflow(1)
            if overflow { throw .overflow }
            quotient = raised
        }
        guard let mantissa = Int128(isNegative: isNegative, magnitude: quotient) else { throw .overflow }
        return ExactDecimal(unchecked: mantissa, scale: scale)
    }

    /// The value in units of the last of `scale` decimals; throws `.inexact` if digits would be lost, `.overflow` beyond 64 bits.
    public func units(scale: Int) throws(DecimalError) -> Int64 {
        guard let units = Int64(exactly: try rescaled(to: scale).mantissa) else { throw .overflow }
        return units
    }

    /// The value rounded to units of the last of `scale` decimals; throws `.overflow` beyond 64 bits.
    public func units(scale: Int, rounding: Rounding) throws(DecimalError) -> Int64 {
        guard let units = Int64(exactly: try rescaled(to: scale, rounding: rounding).mantissa) else { throw .overflow }
        return units
    }

    /// The sum or difference, computed in 256 bits, so that only a result out of range is refused.
    private func sum(with other: ExactDecimal, negated: Bool) throws(DecimalError) -> ExactDecimal {
        let scale = max(scale, other.scale)
        var left = WideMagnitude(product: mantissa.magnitude, Self.powerOfTen(scale - self.scale))
        var right = WideMagnitude(product: other.mantissa.magnitude, Self.powerOfTen(scale - other.scale))
        let rightIsNegative = other.isNegative != negated
        if isNegative == rightIsNegative {
            left.add(right)
            return try ExactDecimal(isNegative: isNegative, magnitude: left, scale: scale)
        }
        if left.isBelow(right) {
            right.subtract(left)
            return try ExactDecimal(isNegative: rightIsNegative, magnitude: right, scale: scale)
        }
        left.subtract(right)
        return try ExactDecimal(isNegative: isNegative, magnitude: left, scale: scale)
    }
}
