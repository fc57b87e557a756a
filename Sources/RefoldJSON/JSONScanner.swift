/// A strict reader of JSON texts (RFC 8259) in memory as UTF-8: it finds where values begin and end, and validates them on the way.
///
/// Nothing is decoded or allocated. All functions take the position as `index`, move it past what they read, and leave it unspecified if
/// they throw. Stricter than the RFC: nesting is bounded, U+0000 and lone surrogates are refused. Repeated keys are accepted; see
/// ``JSONObjectCheck`` and ``JSONFieldPlan``.
public enum JSONScanner {
    /// How many objects and arrays may be open at once.
    public static let maximumDepth = 128

    /// The longest text that is read, in bytes: positions are kept in 32 bits.
    @inlinable
    public static var maximumLength: Int { Int(UInt32.max) }

    /// Checks a whole text: one value with only white space around it.
    ///
    /// - Complexity: O(bytes), no allocation.
    public static func scanDocument(_ bytes: Span<UInt8>, depthLimit: Int = maximumDepth) throws(JSONFault) -> JSONSlice {
        var index = 0
        let slice = try skipValue(bytes, &index, depthLimit: depthLimit)
        try expectEnd(bytes, index)
        return slice
    }

    /// Moves past spaces, tabs and line breaks.
    @inlinable @inline(__always)
    public static func skipWhitespace(_ bytes: Span<UInt8>, _ index: inout Int) {
        while index < bytes.count {
            let byte = bytes[index]
            guard byte <= 0x20, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            index &+= 1
        }
    }

    /// Moves past the next value and the white space before it, and validates it.
    ///
    /// - Parameter depthLimit: how many objects and arrays may be open at once; at most ``maximumDepth``; 0 allows only scalars.
    /// - Returns: the value's kind and place.
    /// - Complexity: O(bytes of the value), no allocation, no recursion.
    @inlinable
    public static func skipValue(
        _ bytes: Span<UInt8>, _ index: inout Int, depthLimit: Int = maximumDepth
    ) throws(JSONFault) -> JSONSlice {
        guard bytes.count <= maximumLength else { throw JSONFault(.tooLong, at: maximumLength) }
        skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        let byte = bytes[index]
        if byte == UInt8(ascii: "\"") { return try scanString(bytes, &index) }
        if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") { return try skipContainer(bytes, &index, depthLimit: depthLimit) }
        return try scanPlainScalar(bytes, &index)
    }

    /// Reads a number, `true`, `false` or `null` that begins at `index`.
    @usableFromInline
    static func scanPlainScalar(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> JSONSlice {
        switch bytes[index] {
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try scanNumber(bytes, &index)
        case UInt8(ascii: "t"): return try scanWord(0x65757274, length: 4, .true, bytes, &index)
        case UInt8(ascii: "f"): return try scanWord(0x65736C61, length: 5, .false, bytes, &index)
        case UInt8(ascii: "n"): return try scanWord(0x6C6C756E, length: 4, .null, bytes, &index)
        case 0xEF where index == 0: throw JSONFault(.byteOrderMark, at: 0)
        case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"): throw JSONFault(.invalidLiteral, at: index)
        default: throw JSONFault(.expectedValue, at: index)
        }
    }

    /// Reads the word of `length` letters whose last four are `tail`, the first of them lowest.
    private static func scanWord(
        _ tail: UInt32, length: Int, _ kind: JSONKind, _ bytes: Span<UInt8>, _ index: inout Int
    ) throws(JSONFault) -> JSONSlice {
        let start = index
        let end = start + length
        var letters = tail
        for position in (end - 4)..<end {
            guard position < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            guard bytes[position] == UInt8(truncatingIfNeeded: letters) else { throw JSONFault(.invalidLiteral, at: start) }
            letters >>= 8
        }
        index = end
        return JSONSlice(kind, from: start, to: end)
    }

    /// Checks that only white space follows.
    @usableFromInline
    static func expectEnd(_ bytes: Span<UInt8>, _ index: Int) throws(JSONFault) {
        var index = index
        skipWhitespace(bytes, &index)
        guard index == bytes.count else { throw JSONFault(.trailingBytes, at: index) }
    }
}
