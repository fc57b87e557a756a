extension String {
    /// The text between two quotes, for a language that has its own meaning for some of its letters: SQL, arrays of a database, a shell.
    ///
    /// Goes by bytes, as whoever reads it will: a quote with a combining mark behind it is one letter to Swift, and still ends a literal.
    ///
    /// - Parameters:
    ///   - quote: stands before and behind; an ASCII letter.
    ///   - escapes: what is written in the place of ASCII letters; the quote must be among them, unless the text cannot hold it.
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
