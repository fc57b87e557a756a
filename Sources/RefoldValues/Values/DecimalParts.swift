/// The parts of a JSON number, before it is known whether its value fits an ``ExactDecimal``.
struct DecimalParts {
    private var isNegative = false
    /// The digits without trailing zeros; nil if they exceed 128 bits.
    private var digits: UInt128? = 0
    /// The zeros after `digits`.
    private var zeros = 0
    /// The digits after the point, as written.
    private var decimals = 0
    private var exponent = 0

    /// Parses a JSON number that fills `range`; nil if it is not one.
    init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        if index < end, bytes[index] == UInt8(ascii: "-") {
            isNegative = true
            index += 1
        }
        let first = index
        readDigits(bytes, from: &index, to: end)
        guard index > first, index - first == 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let point = index
            readDigits(bytes, from: &index, to: end)
            decimals = index - point
            guard decimals > 0 else { return nil }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard readExponent(bytes, from: &index, to: end) else { return nil }
        }
        guard index == end else { return nil }
    }

    private mutating func readDigits(_ bytes: Span<UInt8>, from index: inout Int, to end: Int) {
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            if digit == 0 { zeros += 1 } else { append(digit) }
            index += 1
        }
    }

    /// Appends a digit other than 0, after the zeros before it.
    private mutating func append(_ digit: UInt8) {
        defer { zeros = 0 }
        guard let before = digits else { return }
        guard before > 0 else {
            digits = UInt128(digit)
            return
        }
        guard zeros < ExactDecimal.scales.upperBound else {
            digits = nil
            return
        }
        let (shifted, tooLarge) = before.multipliedReportingOverflow(by: ExactDecimal.powerOfTen(zeros + 1))
        let (sum, overflow) = shifted.addingReportingOverflow(UInt128(digit))
        digits = tooLarge || overflow ? nil : sum
    }

    private mutating func readExponent(_ bytes: Span<UInt8>, from index: inout Int, to end: Int) -> Bool {
        var isBelowZero = false
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isBelowZero = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Far more than any input's length, and far from overflow in the sums below.
            if exponent < 1 << 48 { exponent = exponent * 10 + Int(digit) }
            index += 1
        }
        if isBelowZero { exponent = -exponent }
        return index > first
    }

    /// The value; nil if it is out of range.
    var value: ExactDecimal? {
        guard let digits else { return nil }
        let written = min(max(decimals - exponent, 0), ExactDecimal.scales.upperBound)
        if digits == 0 { return ExactDecimal(unchecked: 0, scale: written) }
        let least = decimals - exponent - zeros
        guard least <= ExactDecimal.scales.upperBound else { return nil }
        var scale = written
        while scale >= max(least, 0) {
            let shift = scale - least
            if shift <= ExactDecimal.scales.upperBound {
                let (magnitude, overflow) = digits.multipliedReportingOverflow(by: ExactDecimal.powerOfTen(shift))
                if !overflow, let mantissa = Int128(isNegative: isNegative, magnitude: magnitude) {
                    return ExactDecimal(unchecked: mantissa, scale: scale)
                }
            }
            scale -= 1
        }
        return nil
    }
}
