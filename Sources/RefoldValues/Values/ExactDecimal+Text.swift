extension ExactDecimal {
    /// The decimal written in `bytes` (or in `range` of them) as a JSON number: `-0.05`, `12e3`. Nil if it is not a JSON number (no `+`, no
    /// leading zeros, no white space), or if its value is out of range.
    ///
    /// The scale is the number of decimals written, after the exponent is applied (`1.50` has two, `1.50e1` one, `15e1` none). Trailing
    /// zeros are dropped only if they would not fit.
    /// - Complexity: O(length).
    public init?(_ bytes: Span<UInt8>, in range: Range<Int>? = nil) {
        guard let parts = DecimalParts(bytes, in: range ?? bytes.indices), let value = parts.value else { return nil }
        self = value
    }

    /// The decimal written in `text` as a JSON number; nil if it is not one or is out of range.
    public init?(_ text: String) {
        let utf8 = text.utf8
        self.init(utf8.span)
    }

    /// The number written in `bytes`, in units of the last of `scale` decimals; nil if it is not a number. It may have any length.
    ///
    /// Tries the fast path (``parseUnits(_:in:scale:)``) first, then the full grammar.
    /// - Throws: `.inexact` if it has more decimals, `.overflow` if it does not fit.
    @inlinable
    public static func units(_ bytes: Span<UInt8>, in range: Range<Int>, scale: Int) throws(DecimalError) -> Int64? {
        if let units = parseUnits(bytes, in: range, scale: scale) { return units }
        if let decimal = ExactDecimal(bytes, in: range) { return try decimal.units(scale: scale) }
        return try WideDecimal(bytes, in: range)?.units(scale: scale, rounding: nil)
    }

    /// The plain number written in `bytes`, in units of the last of `scale` decimals: the fast path.
    ///
    /// Nil only means that the fast path does not apply: not a number, an exponent, more decimals than `scale` (even zeros), or more than
    /// 18 digits in the result. Call ``units(_:in:scale:)`` in that case.
    @inlinable
    public static func parseUnits(_ bytes: Span<UInt8>, in range: Range<Int>, scale: Int) -> Int64? {
        var index = range.lowerBound
        let end = range.upperBound
        guard index < end else { return nil }
        let isNegative = bytes[index] == UInt8(ascii: "-")
        if isNegative { index += 1 }
        // More than 18 digits and a point cannot succeed below; refusing them here keeps the loops short.
        guard end - index <= 19 else { return nil }
        var units: Int64 = 0
        let first = index
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            units = units &* 10 &+ Int64(digit)
            index += 1
        }
        let wholeDigits = index - first
        guard wholeDigits > 0, wholeDigits == 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
        var missing = scale
        if index < end {
            guard bytes[index] == UInt8(ascii: ".") else { return nil }
            index += 1
            let point = index
            while index < end {
                let digit = bytes[index] &- UInt8(ascii: "0")
                guard digit < 10 else { return nil }
                units = units &* 10 &+ Int64(digit)
                index += 1
            }
            guard index > point else { return nil }
            missing -= index - point
        }
        guard missing >= 0, wholeDigits + scale <= 18 else { return nil }
        while missing > 0 {
            units = units &* 10
            missing -= 1
        }
        return isNegative ? 0 &- units : units
    }

    /// Appends the plain decimal with exactly ``scale`` digits after the point: `-0.05`, never an exponent.
    public func appendText(to bytes: inout [UInt8]) {
        if let units = Int64(exactly: mantissa) {
            Self.appendDecimal(units: units, scale: scale, to: &bytes)
            return
        }
        if isNegative { bytes.append(UInt8(ascii: "-")) }
        // Up to 39 digits: a leading one, and twice the 19 that 64 bits hold.
        let chunk: UInt128 = 10_000_000_000_000_000_000
        let (upper, low) = mantissa.magnitude.quotientAndRemainder(dividingBy: chunk)
        let (high, middle) = upper.quotientAndRemainder(dividingBy: chunk)
        var digits: [UInt8] = []
        if high > 0 { Self.appendDigits(UInt64(high), atLeast: 1, to: &digits) }
        if upper > 0 { Self.appendDigits(UInt64(middle), atLeast: high > 0 ? 19 : 1, to: &digits) }
        Self.appendDigits(UInt64(low), atLeast: upper > 0 ? 19 : 1, to: &digits)
        if digits.count <= scale { digits.insert(contentsOf: repeatElement(UInt8(ascii: "0"), count: scale + 1 - digits.count), at: 0) }
        bytes += digits.dropLast(scale)
        if scale > 0 {
            bytes.append(UInt8(ascii: "."))
            bytes += digits.suffix(scale)
        }
    }

    /// Appends `units × 10^-scale` as a plain decimal with exactly `scale` digits after the point; a scale below 1 gives an integer.
    public static func appendDecimal(units: Int64, scale: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = units.magnitude
        var place = 0
        repeat {
            if place == scale, place > 0 { bytes.append(UInt8(ascii: ".")) }
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
            rest = quotient
            place += 1
        } while rest > 0 || place <= scale
        if units < 0 { bytes.append(UInt8(ascii: "-")) }
        reverse(&bytes, from: start)
    }

    /// Appends an unsigned integer, padded with zeros to `width` digits.
    private static func appendDigits(_ value: UInt64, atLeast width: Int, to bytes: inout [UInt8]) {
        let start = bytes.count
        var rest = value
        repeat {
            let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
            bytes.append(UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: digit))
            rest = quotient
        } while rest > 0 || bytes.count - start < width
        reverse(&bytes, from: start)
    }

    /// Reverses the bytes appended since `start`, which are last digit first.
    private static func reverse(_ bytes: inout [UInt8], from start: Int) {
        var (low, high) = (start, bytes.count - 1)
        while low < high {
            bytes.swapAt(low, high)
            low += 1
            high -= 1
        }
    }
}

extension ExactDecimal: CustomStringConvertible {
    /// The plain decimal with exactly ``scale`` digits after the point.
    public var description: String {
        var bytes: [UInt8] = []
        appendText(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
