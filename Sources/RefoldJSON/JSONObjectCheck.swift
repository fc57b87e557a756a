/// Validates a JSON value as strictly as ``JSONScanner`` and refuses repeated keys in every object, including keys that are equal only
/// after unescaping.
///
/// For input from outside, which is accepted once and read often. Reuse one value for many texts: it keeps its memory, which grows with the
/// number of keys in open objects, and never beyond a small multiple of the longest text.
public struct JSONObjectCheck: Sendable {
    private var keys = JSONOpenKeys()

    public init() {}

    /// Moves past the next value and the white space before it.
    ///
    /// - Throws: the first fault; for a repeated key, the offset of the content of the later one.
    /// - Complexity: O(bytes) on average.
    public mutating func skipValue(
        _ bytes: Span<UInt8>, _ index: inout Int, depthLimit: Int = JSONScanner.maximumDepth
    ) throws(JSONFault) -> JSONSlice {
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "{") || bytes[index] == UInt8(ascii: "[") else {
            return try JSONScanner.skipValue(bytes, &index, depthLimit: depthLimit)
        }
        guard bytes.count <= JSONScanner.maximumLength else { throw JSONFault(.tooLong, at: JSONScanner.maximumLength) }
        keys.removeAll()
        return try JSONScanner.walkContainer(bytes, &index, depthLimit: depthLimit, &keys)
    }

    /// Checks a whole text: one value with only white space around it.
    public mutating func scanDocument(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONSlice {
        var index = 0
        let slice = try skipValue(bytes, &index)
        try JSONScanner.expectEnd(bytes, index)
        return slice
    }
}
