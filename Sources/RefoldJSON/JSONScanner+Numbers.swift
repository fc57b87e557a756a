extension JSONScanner {
    /// Reads a number that begins at `index`: `-`, digits without a leading zero, a fraction, an exponent.
    ///
    /// - Returns: the number as it is written; its kind is `integer` without fraction and exponent, `number` with either. Numbers of any
    ///   size are accepted.
    public static func scanNumber(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> JSONSlice {
        guard bytes.count <= maximumLength else { throw JSONFault(.tooLong, at: maximumLength) }
        let start = index
        var position = index
        var kind = JSONKind.integer
        if position < bytes.count, bytes[position] == UInt8(ascii: "-") { position += 1 }
        let firstDigit = position
        try skipDigits(bytes, &position, of: start)
        if bytes[firstDigit] == UInt8(ascii: "0"), position > firstDigit + 1 { throw JSONFault(.leadingZero, at: start) }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            kind = .number
            position += 1
            try skipDigits(bytes, &position, of: start)
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            kind = .number
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") { position += 1 }
            try skipDigits(bytes, &position, of: start)
        }
        index = position
        return JSONSlice(kind, from: start, to: position)
    }

    /// Moves past at least one digit.
    @inline(__always)
    private static func skipDigits(_ bytes: Span<UInt8>, _ position: inout Int, of start: Int) throws(JSONFault) {
        guard position < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        guard bytes[position] &- 0x30 < 10 else { throw JSONFault(.invalidNumber, at: start) }
        repeat { position += 1 } while position < bytes.count && bytes[position] &- 0x30 < 10
    }
}
