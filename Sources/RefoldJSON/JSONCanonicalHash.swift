import RefoldValues

extension JSONCanonical {
    /// A hash of a JSON text's content: texts that ``isEqual(_:_:)`` considers equal have the same hash.
    ///
    /// Use it to distinguish most differing texts without keeping them. Not collision-resistant against hostile texts.
    /// - Parameter bytes: a text that the scanner has accepted; any other text is hashed byte by byte.
    /// - Complexity: O(bytes); allocates only for strings with escapes and for unusual numbers.
    public static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        do throws(JSONFault) {
            var index = 0
            return try hashValue(bytes, &index)
        } catch {
            return bytes.stableHash
        }
    }

    /// The recursion is bounded by the depth that the scanner checked.
    private static func hashValue(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> UInt64 {
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        if bytes[index] == UInt8(ascii: "{") { return try hashMembers(bytes, &index) }
        if bytes[index] == UInt8(ascii: "[") { return try hashElements(bytes, &index) }
        let slice = try JSONScanner.skipValue(bytes, &index)
        return slice.isString ? hash(ofString: slice, bytes) : hash(ofScalar: slice, bytes)
    }

    private static func hashMembers(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> UInt64 {
        index += 1
        var sum: UInt64 = 1
        while try !isAtEnd(bytes, &index) {
            let key = try JSONScanner.scanString(bytes, &index)
            try JSONScanner.scanColon(bytes, &index)
            let name = hash(ofString: key, bytes)
            // A sum, since the order of keys does not matter.
            sum &+= ByteMemory.mix(ByteMemory.mix(name) &+ (try hashValue(bytes, &index)))
        }
        return ByteMemory.mix(sum)
    }

    private static func hashElements(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> UInt64 {
        index += 1
        var state: UInt64 = 2
        while try !isAtEnd(bytes, &index) { state = ByteMemory.mix(state &+ 1) &+ (try hashValue(bytes, &index)) }
        return ByteMemory.mix(state ^ 0x5A5A)
    }

    private static func hash(ofString slice: JSONSlice, _ bytes: Span<UInt8>) -> UInt64 {
        guard slice.kind == .escapedString else { return bytes.extracting(slice.range).stableHash }
        var content: [UInt8] = []
        slice.appendUnescaped(from: bytes, to: &content)
        return content.span.stableHash
    }

    private static func hash(ofScalar slice: JSONSlice, _ bytes: Span<UInt8>) -> UInt64 {
        guard slice.kind == .integer || slice.kind == .number else { return ByteMemory.mix(UInt64(slice.kind.rawValue) &+ 3) }
        return JSONNumberContent(slice, bytes).stableHash
    }
}
