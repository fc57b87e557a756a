/// Sees every value of a JSON text in turn, from the outside in.
public protocol JSONVisitor {
    /// A key of the innermost open object; its value comes next.
    mutating func key(_ key: JSONSlice, in bytes: Span<UInt8>)
    /// An object or an array begins.
    mutating func opened(_ kind: JSONKind)
    /// The innermost open object or array ends.
    mutating func closed()
    /// A string, number, `true`, `false` or `null`.
    mutating func scalar(_ value: JSONSlice, in bytes: Span<UInt8>)
}

extension JSONScanner {
    /// Walks through a whole text, one value with nothing but white space around it, and checks it on the way.
    ///
    /// For looking at payloads whose shape nobody knows; if the wanted paths are known, ``JSONFieldPlan`` is many times faster.
    /// - Throws: the first fault; everything before it has been shown.
    /// - Complexity: O(bytes), no recursion.
    public static func walk(_ bytes: Span<UInt8>, _ visitor: inout some JSONVisitor) throws(JSONFault) {
        guard bytes.count <= maximumLength else { throw JSONFault(.tooLong, at: maximumLength) }
        var index = 0
        // Which of the open containers are objects, the innermost lowest.
        var objects: UInt128 = 0
        var depth = 0
        value: while true {
            skipWhitespace(bytes, &index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            let first = bytes[index]
            if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
                guard depth < maximumDepth else { throw JSONFault(.tooDeep, at: index) }
                let isObject = first == UInt8(ascii: "{")
                depth &+= 1
                objects = objects &<< 1 | (isObject ? 1 : 0)
                visitor.opened(isObject ? .object : .array)
                index &+= 1
                skipWhitespace(bytes, &index)
                guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
                if bytes[index] != closing(isObject) {
                    if isObject { try showKey(bytes, &index, &visitor) }
                    continue value
                }
            } else {
                visitor.scalar(try skipValue(bytes, &index), in: bytes)
            }
            while depth > 0 {
                skipWhitespace(bytes, &index)
                guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
                let byte = bytes[index]
                index &+= 1
                let isObject = objects & 1 == 1
                if byte == UInt8(ascii: ",") {
                    if isObject { try showKey(bytes, &index, &visitor) }
                    continue value
                }
                guard byte == closing(isObject) else {
                    throw JSONFault(isObject ? .expectedCommaOrBrace : .expectedCommaOrBracket, at: index &- 1)
                }
                visitor.closed()
                depth &-= 1
                objects = objects &>> 1
            }
            return try expectEnd(bytes, index)
        }
    }

    private static func closing(_ isObject: Bool) -> UInt8 { isObject ? UInt8(ascii: "}") : UInt8(ascii: "]") }

    private static func showKey(_ bytes: Span<UInt8>, _ index: inout Int, _ visitor: inout some JSONVisitor) throws(JSONFault) {
        skipWhitespace(bytes, &index)
        try expectQuote(bytes, index)
        visitor.key(try scanString(bytes, &index), in: bytes)
        try scanColon(bytes, &index)
    }
}
