import RefoldValues

extension JSONScanner {
    /// Reads a string whose opening quote is at `index`.
    ///
    /// Refused: control characters, escapes that JSON does not have, U+0000, lone surrogates, and bytes that are not UTF-8
    /// (overlong forms, surrogates, above U+10FFFF).
    /// - Returns: the content without the quotes; its kind says whether it has escapes.
    /// - Complexity: O(bytes), eight at a time while they are plain ASCII.
    @inlinable @inline(__always)
    public static func scanString(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> JSONSlice {
        guard bytes.count <= maximumLength else { throw JSONFault(.tooLong, at: maximumLength) }
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        guard bytes[index] == UInt8(ascii: "\"") else { throw JSONFault(.expectedValue, at: index) }
        let start = index &+ 1
        var position = start
        while position &+ 8 <= bytes.count {
            let stops = stops(in: ByteRuns.word(bytes, at: position))
            guard stops == 0 else {
                position &+= stops.trailingZeroBitCount &>> 3
                guard bytes[position] == UInt8(ascii: "\"") else { break }
                index = position &+ 1
                return JSONSlice(.string, from: start, to: position)
            }
            position &+= 8
        }
        return try scanStringRest(bytes, &index, from: start, at: position)
    }

    /// Marks the bytes of a word at which a string scan must stop: quote, backslash, control characters, and all non-ASCII bytes.
    ///
    /// The lowest mark (the top bit of its byte) is exact; marks above it may be false, because a subtraction borrows upwards.
    @inlinable @inline(__always)
    static func stops(in word: UInt64) -> UInt64 {
        let each: UInt64 = 0x0101_0101_0101_0101
        let quote = (word ^ (each &* 0x22)) &- each
        let backslash = (word ^ (each &* 0x5C)) &- each
        let control = word &- (each &* 0x20)
        return (word | quote | backslash | control) & (each &* 0x80)
    }

    /// Reads the rest of a string whose content begins at `start` and has no special bytes before `position`.
    @usableFromInline
    static func scanStringRest(
        _ bytes: Span<UInt8>, _ index: inout Int, from start: Int, at position: Int
    ) throws(JSONFault) -> JSONSlice {
        var position = position
        var kind = JSONKind.string
        while position < bytes.count {
            let byte = bytes[position]
            if byte >= 0x80 {
                position += try lengthOfCharacter(bytes, at: position)
            } else if byte == UInt8(ascii: "\"") {
                index = position + 1
                return JSONSlice(kind, from: start, to: position)
            } else if byte == UInt8(ascii: "\\") {
                kind = .escapedString
                _ = try scanEscape(bytes, &position)
            } else if byte < 0x20 {
                throw JSONFault(.controlCharacter, at: position)
            } else {
                position += 1
                while position &+ 8 <= bytes.count {
                    let stops = stops(in: ByteRuns.word(bytes, at: position))
                    position &+= stops == 0 ? 8 : stops.trailingZeroBitCount &>> 3
                    if stops != 0 { break }
                }
            }
        }
        throw JSONFault(.unexpectedEnd, at: bytes.count)
    }

    /// The length of the UTF-8 sequence at `position`, whose first byte is not ASCII (Unicode, table 3-7).
    private static func lengthOfCharacter(_ bytes: Span<UInt8>, at position: Int) throws(JSONFault) -> Int {
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch bytes[position] {
        case 0xC2...0xDF: length = 2
        case 0xE0: (length, second) = (3, 0xA0...0xBF)
        case 0xED: (length, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: length = 3
        case 0xF0: (length, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: length = 4
        case 0xF4: (length, second) = (4, 0x80...0x8F)
        default: throw JSONFault(.invalidUTF8, at: position)
        }
        guard position + length <= bytes.count, second.contains(bytes[position + 1]) else { throw JSONFault(.invalidUTF8, at: position) }
        for offset in 2..<max(length, 2) where bytes[position + offset] & 0xC0 != 0x80 { throw JSONFault(.invalidUTF8, at: position) }
        return length
    }

    /// Reads the escape whose backslash is at `index`; a surrogate pair is one escape.
    static func scanEscape(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> Unicode.Scalar {
        let start = index
        guard start + 1 < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
        index = start + 2
        switch bytes[start + 1] {
        case UInt8(ascii: "\""): return "\""
        case UInt8(ascii: "\\"): return "\\"
        case UInt8(ascii: "/"): return "/"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): break
        default: throw JSONFault(.invalidEscape, at: start)
        }
        let unit = try scanHexadecimal(bytes, &index, of: start)
        if unit == 0 { throw JSONFault(.nullCharacter, at: start) }
        if let scalar = Unicode.Scalar(unit) { return scalar }
        guard unit < 0xDC00, index + 1 < bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
            throw JSONFault(.loneSurrogate, at: start)
        }
        index += 2
        let low = try scanHexadecimal(bytes, &index, of: index - 2)
        guard (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) else {
            throw JSONFault(.loneSurrogate, at: start)
        }
        return scalar
    }

    private static func scanHexadecimal(_ bytes: Span<UInt8>, _ index: inout Int, of escape: Int) throws(JSONFault) -> UInt32 {
        var value: UInt32 = 0
        for _ in 0..<4 {
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: bytes.count) }
            let digit: UInt8
            switch bytes[index] {
            case let byte where byte &- 0x30 < 10: digit = byte - 0x30
            case let byte where (byte | 0x20) &- 0x61 < 6: digit = (byte | 0x20) - 0x61 + 10
            default: throw JSONFault(.invalidEscape, at: escape)
            }
            value = value << 4 | UInt32(digit)
            index += 1
        }
        return value
    }
}
