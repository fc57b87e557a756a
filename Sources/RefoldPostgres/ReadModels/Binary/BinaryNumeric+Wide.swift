// Unsafe here: reads the groups of digits in libpq's memory.

import RefoldValues

extension BinaryNumeric {
    private static let group: UInt128 = 10_000

    /// Appends a field: up to 38 digits of units of the last of `scale` decimals.
    ///
    /// - Parameter scale: 0 to 18.
    static func append(wideUnits units: Int128, scale: Int, to buffer: inout BinaryBuffer) {
        let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: power(scale))
        let places = (scale + 3) / 4
        // The last group of the fraction is filled up with zeros.
        var groups = digits(of: fraction * power(4 * places - scale), count: places)
        var count = 0
        var rest = whole
        while rest > 0 {
            rest /= group
            count += 1
        }
        groups = digits(of: whole, count: count) + groups
        var weight = count - 1
        let zeros = groups.prefix { $0 == 0 }.count
        groups.removeFirst(zeros)
        weight -= zeros
        while groups.last == 0 { groups.removeLast() }
        if groups.isEmpty { weight = 0 }
        buffer.append(Int32(truncatingIfNeeded: 8 + 2 * groups.count))
        buffer.append(UInt16(truncatingIfNeeded: groups.count))
        buffer.append(Int16(truncatingIfNeeded: weight))
        buffer.append(units < 0 ? negative : 0)
        buffer.append(UInt16(truncatingIfNeeded: scale))
        for group in groups { buffer.append(group) }
    }

    /// The value in units of the last decimal.
    ///
    /// - Parameter scale: the required number of decimals; nil for the value's own.
    /// - Returns: nil if it is not a number, has another number of decimals, or more than 38 digits.
    static func wideUnits(_ field: UnsafeRawBufferPointer, scale: Int?) -> Int128? {
        guard field.count >= 8 else { return nil }
        func word(_ index: Int) -> UInt16 { unsafe UInt16(bigEndian: field.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) }
        let (count, weight, sign, decimals) = (Int(word(0)), Int(Int16(bitPattern: word(1))), word(2), Int(word(3)))
        guard field.count == 8 + 2 * count, sign == 0 || sign == negative, decimals <= 18, scale == nil || scale == decimals, weight <= 9 else {
            return nil
        }
        func groups(from first: Int, through last: Int) -> UInt128? {
            var value: UInt128 = 0
            for power in stride(from: first, through: last, by: -1) {
                let index = weight - power
                let (raised, isTooLarge) = value.multipliedReportingOverflow(by: group)
                let (sum, overflow) = raised.addingReportingOverflow(index >= 0 && index < count ? UInt128(word(4 + index)) : 0)
                if isTooLarge || overflow { return nil }
                value = sum
            }
            return value
        }
        let places = (decimals + 3) / 4
        guard let whole = groups(from: max(weight, -1), through: 0), let fraction = groups(from: -1, through: -places) else { return nil }
        let (raised, isTooLarge) = whole.multipliedReportingOverflow(by: power(decimals))
        let (sum, overflow) = raised.addingReportingOverflow(fraction / power(4 * places - decimals))
        guard !isTooLarge, !overflow, let magnitude = Int128(exactly: sum), WideUnits.fits(magnitude) else { return nil }
        return sign == negative ? -magnitude : magnitude
    }

    private static func digits(of value: UInt128, count: Int) -> [UInt16] {
        var groups: [UInt16] = []
        var rest = value
        for _ in 0..<count {
            groups.append(UInt16(truncatingIfNeeded: rest % group))
            rest /= group
        }
        return groups.reversed()
    }

    private static func power(_ exponent: Int) -> UInt128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }
}
