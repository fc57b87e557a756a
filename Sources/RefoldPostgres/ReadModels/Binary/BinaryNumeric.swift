// Unsafe here: reads the groups of digits in libpq's memory.

/// PostgreSQL's binary `numeric`: groups of four decimal digits, the weight of the first as a power of 10,000, a sign, and the number of
/// decimals.
enum BinaryNumeric {
    static let negative: UInt16 = 0x4000

    /// Appends a field: `units` of the last of `scale` decimals.
    ///
    /// - Parameter scale: 0 to 18.
    static func append(units: Int64, scale: Int, to buffer: inout BinaryBuffer) {
        let power = powers[scale]
        let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: power)
        var groups = InlineArray<10, UInt16>(repeating: 0)
        // The integer part from its last group to its first, then reversed.
        var count = 0
        var rest = whole
        while rest > 0 {
            groups[count] = UInt16(truncatingIfNeeded: rest % 10_000)
            rest /= 10_000
            count += 1
        }
        for index in 0..<count / 2 { groups.swapAt(index, count - 1 - index) }
        var weight = count - 1
        rest = fraction
        var places = scale
        while rest > 0 {
            let group: UInt64
            if places >= 4 {
                (group, rest) = rest.quotientAndRemainder(dividingBy: powers[places - 4])
                places -= 4
            } else {
                group = rest * powers[4 - places]
                rest = 0
            }
            // Groups of zeros before the first digit are not sent.
            if count == 0, group == 0 {
                weight -= 1
            } else {
                groups[count] = UInt16(truncatingIfNeeded: group)
                count += 1
            }
        }
        while count > 0, groups[count - 1] == 0 { count -= 1 }
        if count == 0 { weight = 0 }
        buffer.reserve(12 + 2 * count)
        buffer.append(Int32(truncatingIfNeeded: 8 + 2 * count))
        buffer.append(UInt16(truncatingIfNeeded: count))
        buffer.append(Int16(truncatingIfNeeded: weight))
        buffer.append(units < 0 ? negative : 0)
        buffer.append(UInt16(truncatingIfNeeded: scale))
        for index in 0..<count { buffer.append(groups[index]) }
    }

    /// The value in units of the last decimal.
    ///
    /// - Parameter scale: the required number of decimals; nil for the value's own.
    /// - Returns: nil if it is not a number, has another number of decimals, or exceeds 64 bits.
    static func units(_ field: UnsafeRawBufferPointer, scale: Int?) -> Int64? {
        guard field.count >= 8 else { return nil }
        func word(_ index: Int) -> UInt16 { unsafe UInt16(bigEndian: field.loadUnaligned(fromByteOffset: index * 2, as: UInt16.self)) }
        let (count, weight, sign, decimals) = (Int(word(0)), Int(Int16(bitPattern: word(1))), word(2), Int(word(3)))
        guard field.count == 8 + 2 * count, sign == 0 || sign == negative, decimals <= 18, scale == nil || scale == decimals, weight <= 5 else {
            return nil
        }
        let last = -((decimals + 3) / 4)
        var value: UInt128 = 0
        for power in stride(from: max(weight, -1), through: last, by: -1) {
            let index = weight - power
            value = value * 10_000 + (index >= 0 && index < count ? UInt128(word(4 + index)) : 0)
        }
        value /= UInt128(powers[-4 * last - decimals])
        if sign == negative { return value <= UInt128(Int64.max) + 1 ? Int64(truncatingIfNeeded: -Int128(value)) : nil }
        return Int64(exactly: value)
    }

    private static let powers: InlineArray<19, UInt64> = [
        1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000, 1_000_000_000,
        10_000_000_000, 100_000_000_000, 1_000_000_000_000, 10_000_000_000_000, 100_000_000_000_000,
        1_000_000_000_000_000, 10_000_000_000_000_000, 100_000_000_000_000_000, 1_000_000_000_000_000_000,
    ]
}
