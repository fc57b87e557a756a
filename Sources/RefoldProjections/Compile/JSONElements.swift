import RefoldCore
import RefoldJSON

/// Walks through the elements of a JSON list.
enum JSONElements {
    /// Hands over every element of the list that `bytes` are.
    ///
    /// - Throws: the first fault; everything before it has been handed over.
    static func forEach(of bytes: Span<UInt8>, _ body: (JSONSlice) -> Void) throws(JSONFault) {
        var index = 0
        JSONScanner.skipWhitespace(bytes, &index)
        guard index < bytes.count, bytes[index] == UInt8(ascii: "[") else { throw JSONFault(.expectedValue, at: index) }
        index += 1
        JSONScanner.skipWhitespace(bytes, &index)
        if index < bytes.count, bytes[index] == UInt8(ascii: "]") { return }
        while true {
            body(try JSONScanner.skipValue(bytes, &index))
            JSONScanner.skipWhitespace(bytes, &index)
            guard index < bytes.count else { throw JSONFault(.unexpectedEnd, at: index) }
            if bytes[index] == UInt8(ascii: "]") { return }
            guard bytes[index] == UInt8(ascii: ",") else { throw JSONFault(.expectedCommaOrBracket, at: index) }
            index += 1
        }
    }
}
