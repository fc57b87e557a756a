import RefoldJSON

/// A field of a command's data.
struct CommandField: Hashable, Sendable {
    /// What a field may hold.
    enum Kind: Hashable, Sendable {
        /// A text of at least one character and at most `limit` bytes of UTF-8.
        case text(limit: Int)
        /// A text that names a stream: it begins with no prefix of another domain's streams.
        case stream
        /// A text with characters on both sides of an @ and no control characters.
        case email
        /// A decimal number, as a JSON number or a text.
        case decimal
    }

    let name: String
    let kind: Kind
    let isRequired: Bool
}

/// The names of fields in order, prepared for comparison with the keys of a line.
struct FieldNames: Sendable {
    /// The longest id, name, title or reason, in bytes of UTF-8.
    static let usualLimit = 1024

    let names: [String]
    private let bytes: [[UInt8]]

    init(_ names: [String]) {
        self.names = names
        bytes = names.map { Array($0.utf8) }
    }

    var count: Int { bytes.count }

    /// The number of the field named by the string `key`. `guess` is tried first: lines usually have their keys in one order.
    func index(of key: JSONSlice, in line: Span<UInt8>, guess: Int) -> Int? {
        if guess < bytes.count, key.isEqual(to: bytes[guess], in: line) { return guess }
        for number in bytes.indices where key.isEqual(to: bytes[number], in: line) { return number }
        return nil
    }
}
