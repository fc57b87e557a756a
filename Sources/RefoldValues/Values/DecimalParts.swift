/// A number as it is written: where its digits stand, before they are read.
struct WrittenNumber {
    var isNegative = false
    /// The digits before the decimal mark, and marks between their groups.
    var whole = 0..<0
    /// The digits after the decimal mark.
    var fraction = 0..<0
    var exponent = 0

    /// Calls `body` with every digit, 0 to 9, from the first on.
    @inline(__always)
    func forEachDigit(_ bytes: Span<UInt8>, _ body: (UInt8) -> Void) {
        for index in whole {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit < 10 { body(digit) }
        }
        for index in fraction { body(bytes[index] &- UInt8(ascii: "0")) }
    }

    /// Reads the digits of an exponent with their sign; false if there are none.
    mutating func readExponent(_ bytes: Span<UInt8>, from index: inout Int, to end: Int) -> Bool {
        var isBelowZero = false
        if index < end, bytes[index] == UInt8(ascii: "-") || bytes[index] == UInt8(ascii: "+") {
            isBelowZero = bytes[index] == UInt8(ascii: "-")
            index += 1
        }
        let first = index
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { break }
            // Far more than any input's length, and far from overflow in sums.
            if exponent < 1 << 48 { exponent = exponent * 10 + Int(digit) }
            index += 1
        }
        if isBelowZero { exponent = -exponent }
        return index > first
    }
}

/// The parts of a number, before it is known whether its value fits an ``ExactDecimal``.
struct DecimalParts {
    /// Where they stand.
    private(set) var written = WrittenNumber()
    /// The digits without trailing zeros; nil if they exceed 128 bits.
    private var digits: UInt128? = 0
    /// The zeros after `digits`.
    private var zeros = 0

    /// Parses a JSON number that fills `range`; nil if it is not one.
    init?(_ bytes: Span<UInt8>, in range: Range<Int>) {
        var index = range.lowerBound
        let end = range.upperBound
        if index < end, bytes[index] == UInt8(ascii: "-") {
            written.isNegative = true
            index += 1
        }
        let first = index
        readDigits(bytes, from: &index, to: end)
        written.whole = first..<index
        guard index > first, index - first == 1 || bytes[first] != UInt8(ascii: "0") else { return nil }
        if index < end, bytes[index] == UInt8(ascii: ".") {
            index += 1
            let point = index
            readDigits(bytes, from: &index, to: end)
            written.fraction = point..<index
            guard index > point else { return nil }
        }
        if index < end, bytes[index] | 0x20 == UInt8(ascii: "e") {
            index += 1
            guard written.readExponent(bytes, from: &index, to: end) else { return nil }
        }
        guard index == end else { return nil }
    }

    /// The parts of a number that has been found in `bytes`.
    init(_ number: WrittenNumber, _ bytes: Span<UInt8>) {
        written = number
        for index in number.whole {
            let digit = bytes[index] &- UInt8(ascii: "0")
            if digit < 10 { read(digit) }
        }
        for index in number.fraction { read(bytes[index] &- UInt8(ascii: "0")) }
    }

    private mutating func readDigits(_ bytes: Span<UInt8>, from index: inout Int, to end: Int) {
        while index < end {
            let digit = bytes[index] &- UInt8(ascii: "0")
            guard digit < 10 else { return }
            read(digit)
            index += 1
        }
    }

    @inline(__always)
    private mutating func read(_ digit: UInt8) {
        if digit == 0 { zeros += 1 } else { append(digit) }
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

    /// The value; nil if it is out of range.
    var value: ExactDecimal? {
        guard let digits else { return nil }
        let decimals = written.fraction.count - written.exponent
        let most = min(max(decimals, 0), ExactDecimal.scales.upperBound)
        if digits == 0 { return ExactDecimal(unchecked: 0, scale: most) }
        let least = decimals - zeros
        guard least <= ExactDecimal.scales.upperBound else { return nil }
        var scale = most
        while scale >= max(least, 0) {
            let shift = scale - least
            if shift <= ExactDecimal.scales.upperBound {
                let (magnitude, overflow) = digits.multipliedReportingOverflow(by: ExactDecimal.powerOfTen(shift))
                if !overflow, let mantissa = Int128(isNegative: written.isNegative, magnitude: magnitude) {
                    return ExactDecimal(unchecked: mantissa, scale: scale)
                }
            }
            scale -= 1
        }
        return nil
    }
}
