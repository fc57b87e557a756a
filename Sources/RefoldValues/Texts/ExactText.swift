// Unsafe here: lends the bytes of a text to a hasher.

/// A text that is compared, hashed and sorted by its bytes, as databases do with ids.
///
/// Swift's own comparison goes by canonical equivalence: it takes `é` and `e` with a combining accent for one text. Wherever texts are data
/// (ids, streams, types of event, keys of a table in memory) this one decides. Neither comparison nor hash allocates.
public struct ExactText: Hashable, Comparable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
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
        // No UTF-8 holds it: texts that are hashed one after the other do not run into each other.
        hasher.combine(0xFF as UInt8)
    }
}

extension Sequence<String> {
    /// Whether one of the texts has these bytes. For short lists.
    public func containsExactly(_ text: String) -> Bool { contains { ExactText($0) == ExactText(text) } }
}

extension [String] {
    /// The place of the first text of these bytes. For short lists.
    public func firstIndex(ofExactly text: String) -> Int? { firstIndex { ExactText($0) == ExactText(text) } }

    /// Whether the texts are the same, in the same order, byte by byte.
    public func isExactly(_ other: [String]) -> Bool { elementsEqual(other) { ExactText($0) == ExactText($1) } }

    /// Each text once, sorted by its bytes.
    public var sortedOnce: [String] { Set(map { ExactText($0) }).sorted().map(\.text) }
}
