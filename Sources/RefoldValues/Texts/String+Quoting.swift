extension String {
    /// The text in quotes, for a language with special characters: SQL, arrays of a database, a shell.
    ///
    /// Works on bytes, as the reader of that language does: to Swift a quote followed by a combining mark is one character, but it still
    /// ends a literal.
    ///
    /// - Parameters:
    ///   - quote: the quote, an ASCII character.
    ///   - escapes: the replacements of ASCII characters; the quote must be among them, unless the text cannot contain it.
    public func quoted(_ quote: Unicode.Scalar, escaping escapes: KeyValuePairs<Unicode.Scalar, String>) -> String {
        precondition(quote.isASCII && escapes.allSatisfy(\.key.isASCII), "the bytes of other letters stand in more than one letter")
        var bytes: [UInt8] = []
        bytes.reserveCapacity(utf8.count + 2)
        bytes.append(UInt8(ascii: quote))
        for byte in utf8 {
            if let escape = escapes.first(where: { UInt8(ascii: $0.key) == byte })?.value {
                bytes.append(contentsOf: escape.utf8)
            } else {
                bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: quote))
        return String(decoding: bytes, as: UTF8.self)
    }
}
