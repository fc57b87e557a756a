/// Iterates over the members of a JSON object, for lines in which every key is needed.
public enum JSONMembers {
    /// Calls `body` with every key and value of the object in `bytes`, or at `index`, and validates it strictly.
    ///
    /// Repeated keys inside the values are refused; repeated keys of the object itself are passed to `body`, so that the caller can name
    /// them.
    /// - Parameters:
    ///   - check: reused by the caller from line to line.
    ///   - body: receives the key, a string whose text the caller reads, and the value.
    /// - Throws: the first fault; `body` has received everything before it.
    /// - Complexity: O(bytes); only `check` allocates.
    @inlinable
    public static func forEach(
        of bytes: Span<UInt8>, _ check: inout JSONObjectCheck, _ body: (_ key: JSONSlice, _ value: JSONSlice) -> Void
    ) throws(JSONFault) {
        try walk(bytes, body) { bytes, index throws(JSONFault) in
            try check.skipValue(bytes, &index, depthLimit: JSONScanner.maximumDepth &- 1)
        }
    }

    /// Calls `body` like the other form, but does not check for repeated keys inside the values.
    ///
    /// - Throws: the first fault; `body` has received everything before it.
    /// - Complexity: O(bytes), no allocation.
    @inlinable
    public static func forEach(of bytes: Span<UInt8>, _ body: (_ key: JSONSlice, _ value: JSONSlice) -> Void) throws(JSONFault) {
        try walk(bytes, body) { bytes, index throws(JSONFault) in
            try JSONScanner.skipValue(bytes, &index, depthLimit: JSONScanner.maximumDepth &- 1)
        }
    }

    @inlinable @inline(__always)
    static func walk(
        _ bytes: Span<UInt8>, _ body: (_ key: JSONSlice, _ value: JSONSlice) -> Void,
        skipValue: (Span<UInt8>, inout Int) throws(JSONFault) -> JSONSlice
    ) throws(JSONFault) {
        var index = 0
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        guard bytes[index] == UInt8(ascii: "{") else {
            throw JSONFault(index == 0 && bytes[0] == 0xEF ? .byteOrderMark : .notAnObject, at: index)
        }
        index &+= 1
        JSONScanner.skipWhitespace(bytes, &index)
        var isFirst = true
        while true {
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            if bytes[index] == UInt8(ascii: "}") {
                guard isFirst else { throw JSONFault(.trailingComma, at: index) }
                index &+= 1
                break
            }
            isFirst = false
            guard bytes[index] == UInt8(ascii: "\"") else { throw JSONFault(.expectedKey, at: index) }
            let key = try JSONScanner.skipValue(bytes, &index)
            JSONScanner.skipWhitespace(bytes, &index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            guard bytes[index] == UInt8(ascii: ":") else { throw JSONFault(.expectedColon, at: index) }
            index &+= 1
            let value = try skipValue(bytes, &index)
            body(key, value)
            JSONScanner.skipWhitespace(bytes, &index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            if bytes[index] == UInt8(ascii: "}") {
                index &+= 1
                break
            }
            guard bytes[index] == UInt8(ascii: ",") else { throw JSONFault(.expectedCommaOrBrace, at: index) }
            index &+= 1
            JSONScanner.skipWhitespace(bytes, &index)
        }
        JSONScanner.skipWhitespace(bytes, &index)
        guard index == bytes.count else { throw JSONFault(.trailingBytes, at: index) }
    }
}
