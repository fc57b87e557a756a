import RefoldValues

/// The exact value of a JSON number: `digits × 10^exponent`, the digits without zeros at either end, none for zero.
struct JSONNumberContent: Equatable {
    private var isNegative = false
    private var digits: [UInt8] = []
    private var exponent = 0
    /// The number as it is written, if its exponent exceeds 64 bits.
    private var written: [UInt8] = []

    /// - Parameter slice: an `integer` or a `number` that the scanner has accepted.
    init(_ slice: JSONSlice, _ bytes: Span<UInt8>) {
        var position = slice.start
        var isFraction = false
        while position < slice.end, bytes[position] | 0x20 != UInt8(ascii: "e") {
            switch bytes[position] {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case let digit:
                digits.append(digit)
                if isFraction { exponent -= 1 }
            }
            position += 1
        }
        while digits.last == UInt8(ascii: "0") {
            digits.removeLast()
            exponent += 1
        }
        digits.removeFirst(digits.prefix { $0 == UInt8(ascii: "0") }.count)
        if digits.isEmpty {
            (isNegative, exponent) = (false, 0)
        } else if position < slice.end, !addExponent(bytes, position + 1, slice.end) {
            slice.appendUnescaped(from: bytes, to: &written)
        }
    }

    /// A hash of the number, the same in every process.
    var stableHash: UInt64 {
        let magnitude = digits.span.stableHash &+ UInt64(truncatingIfNeeded: exponent)
        return ByteMemory.mix(ByteMemory.mix(magnitude) &+ written.span.stableHash &+ (isNegative ? 5 : 6))
    }

    /// Adds the exponent written from `start` on; false if it does not fit.
    private mutating func addExponent(_ bytes: Span<UInt8>, _ start: Int, _ end: Int) -> Bool {
        let isNegative = bytes[start] == UInt8(ascii: "-")
        var position = isNegative || bytes[start] == UInt8(ascii: "+") ? start + 1 : start
        var value = 0
        while position < end {
            let (product, tooLarge) = value.multipliedReportingOverflow(by: 10)
            let digit = Int(bytes[position] &- 0x30)
            let (sum, overflow) = isNegative ? product.subtractingReportingOverflow(digit) : product.addingReportingOverflow(digit)
            if tooLarge || overflow { return false }
            value = sum
            position += 1
        }
        let (sum, overflow) = exponent.addingReportingOverflow(value)
        if !overflow { exponent = sum }
        return !overflow
    }
}
