// Unsafe here: passes the bytes of a text to a hasher.

/// A text that is compared, hashed and sorted by its bytes, as databases do with ids.
///
/// Swift compares by canonical equivalence: it takes `é` and `e` with a combining accent as equal. Use this type wherever texts are data:
/// ids, streams, event types, keys of a table in memory. Neither comparison nor hash allocates.
public struct ExactText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The text.
    public let text: String

    public init(_ text: String) { self.text = text }

    public init(stringLiteral text: String) { self.text = text }

    public var description: String { text }

    public static func == (a: ExactText, b: ExactText) -> Bool {
        let (a, b) = (a.text.utf8, b.text.utf8)
        return a.span.isEqual(to: b.span)
    }

    public static func < (a: ExactText, b: ExactText) -> Bool { a.text.utf8.lexicographicallyPrecedes(b.text.utf8) }

    public func hash(into hasher: inout Hasher) {
        let bytes = text.utf8
        unsafe bytes.span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
        // Never a byte of UTF-8, so the hash separates consecutive texts.
        hasher.combine(0xFF as UInt8)
    }
}

extension Sequence<String> {
    /// Whether one of the texts has exactly these bytes. For short lists.
    public func containsExactly(_ text: String) -> Bool { contains { ExactText($0) == ExactText(text) } }
}

extension [String] {
    /// The index of the first text with exactly these bytes. For short lists.
    public func firstIndex(ofExactly text: String) -> Int? { firstIndex { ExactText($0) == ExactText(text) } }

    /// Whether the texts are equal byte by byte and in the same order.
    public func isExactly(_ other: [String]) -> Bool { elementsEqual(other) { ExactText($0) == ExactText($1) } }

    /// The distinct texts, sorted by their bytes.
    public var sortedOnce: [String] { Set(map { ExactText($0) }).sorted().map(\.text) }
}
