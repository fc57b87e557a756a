/// Checks a JSON value as strictly as ``JSONScanner`` does and refuses repeated keys in every object of it, also keys that are the same
/// only once they are unescaped.
///
/// Meant for what comes in from outside, where it is accepted once and read often. Keep one value for many texts: it reuses its memory,
/// which grows with the keys of the objects that are open at once and never beyond a small multiple of the longest text.
public struct JSONObjectCheck: Sendable {
    private var keys = JSONOpenKeys()

    public init() {}

    /// Moves behind the next value, white space before it included.
    ///
    /// - Throws: the first fault; of a repeated key, the offset of the content of its later occurrence.
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

    /// Checks a whole text: one value, with nothing but white space around it.
    public mutating func scanDocument(_ bytes: Span<UInt8>) throws(JSONFault) -> JSONSlice {
        var index = 0
        let slice = try skipValue(bytes, &index)
        try JSONScanner.expectEnd(bytes, index)
        return slice
    }
}
