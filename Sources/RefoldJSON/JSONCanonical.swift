/// Compares JSON texts by their content.
public enum JSONCanonical {
    /// Whether two JSON texts have the same content.
    ///
    /// White space, the order of an object's keys and the escapes in a string do not matter; the order of an array does, and so do repeated
    /// keys. Numbers are equal by exact value (`1.0`, `1` and `10e-1` are one number, `-0` is `0`); only numbers whose exponent exceeds 64
    /// bits are compared as they are written. A text that is not JSON by the rules of ``JSONScanner`` is equal only to itself.
    ///
    /// Made for the rare case that two events have the same id. Not for a hot loop: texts that differ in any byte are read into memory.
    /// - Complexity: O(n log n).
    public static func isEqual(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        if haveSameBytes(one, other) { return true }
        do {
            _ = try JSONScanner.scanDocument(one)
            _ = try JSONScanner.scanDocument(other)
            var index = 0
            let content = try JSONContent(one, &index)
            index = 0
            return try content == JSONContent(other, &index)
        } catch {
            return false
        }
    }

    /// Moves to the next element, or past the bracket that closes the container.
    static func isAtEnd(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> Bool {
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
        if bytes[index] == UInt8(ascii: "]") || bytes[index] == UInt8(ascii: "}") {
            index += 1
            return true
        }
        if bytes[index] == UInt8(ascii: ",") {
            index += 1
            JSONScanner.skipWhitespace(bytes, &index)
        }
        return false
    }

    private static func haveSameBytes(_ one: Span<UInt8>, _ other: Span<UInt8>) -> Bool {
        guard one.count == other.count else { return false }
        for position in 0..<one.count where one[position] != other[position] { return false }
        return true
    }
}

/// The content of a JSON text, independent of how it is written.
private enum JSONContent: Equatable {
    case null
    case boolean(Bool)
    case number(JSONNumberContent)
    case string([UInt8])
    case array([JSONContent])
    /// Sorted by key; repeated keys keep their order.
    case object([Member])

    struct Member: Equatable {
        var key: [UInt8]
        var place: Int
        var value: JSONContent

        static func == (one: Member, other: Member) -> Bool { one.key == other.key && one.value == other.value }
    }

    /// Reads the value at `index` of a checked text; the recursion is bounded by the checked depth.
    init(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) {
        JSONScanner.skipWhitespace(bytes, &index)
        let first = index < bytes.count ? bytes[index] : 0
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
            index += 1
            self = try first == UInt8(ascii: "{") ? .object(Self.members(bytes, &index)) : .array(Self.elements(bytes, &index))
            return
        }
        let slice = try JSONScanner.skipValue(bytes, &index)
        switch slice.kind {
        case .string, .escapedString: self = .string(Self.unescaped(slice, bytes))
        case .integer, .number: self = .number(JSONNumberContent(slice, bytes))
        case .true: self = .boolean(true)
        case .false: self = .boolean(false)
        case .null, .missing, .underList, .underScalar, .object, .array: self = .null
        }
    }

    private static func elements(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> [JSONContent] {
        var elements: [JSONContent] = []
        while try !JSONCanonical.isAtEnd(bytes, &index) { elements.append(try JSONContent(bytes, &index)) }
        return elements
    }

    private static func members(_ bytes: Span<UInt8>, _ index: inout Int) throws(JSONFault) -> [Member] {
        var members: [Member] = []
        while try !JSONCanonical.isAtEnd(bytes, &index) {
            let key = try JSONScanner.scanString(bytes, &index)
            try JSONScanner.scanColon(bytes, &index)
            members.append(Member(key: unescaped(key, bytes), place: members.count, value: try JSONContent(bytes, &index)))
        }
        members.sort { one, other in
            one.key == other.key ? one.place < other.place : one.key.lexicographicallyPrecedes(other.key)
        }
        return members
    }

    private static func unescaped(_ slice: JSONSlice, _ bytes: Span<UInt8>) -> [UInt8] {
        var content: [UInt8] = []
        slice.appendUnescaped(from: bytes, to: &content)
        return content
    }
}
