/// The kind of a ``JSONSlice``.
public enum JSONKind: UInt8, Hashable, Sendable {
    /// No value: the path does not occur in the payload.
    case missing
    /// No value either: the path steps by a name into a list, which has none.
    case underList
    /// Nor here: the path steps by a name into an item of a list that is no object.
    case underScalar
    case object
    case array
    /// A string without escapes.
    case string
    /// A string with at least one escape, which must be unescaped.
    case escapedString
    /// A number without fraction and exponent, of any size; it may be `-0`.
    case integer
    /// A number with a fraction, an exponent or both.
    case number
    case `true`
    case `false`
    case null
}

/// A value of a JSON text: its kind and the range of its bytes in that text.
///
/// The range of a string is its content without the quotes; that of any other value is all of it. A slice is meaningless without the bytes
/// from which it was made.
public struct JSONSlice: Hashable, Sendable {
    @usableFromInline var lower: UInt32
    @usableFromInline var upper: UInt32
    public var kind: JSONKind

    /// - Precondition: `0 <= start <= end <= JSONScanner.maximumLength`, which holds for every text that the scanner accepts.
    @inlinable
    public init(_ kind: JSONKind, from start: Int, to end: Int) {
        self.lower = UInt32(truncatingIfNeeded: start)
        self.upper = UInt32(truncatingIfNeeded: end)
        self.kind = kind
    }

    /// A value that does not exist.
    @inlinable
    public static var missing: JSONSlice { JSONSlice(.missing, from: 0, to: 0) }

    /// The first byte.
    @inlinable
    public var start: Int { Int(lower) }

    /// The byte after the last one.
    @inlinable
    public var end: Int { Int(upper) }

    /// The bytes of the value in its text.
    @inlinable
    public var range: Range<Int> { start..<end }

    /// Whether there is a value and it is not null.
    @inlinable
    public var hasValue: Bool { kind != .missing && kind != .null && kind != .underList && kind != .underScalar }

    /// Whether it is a string, escaped or not.
    @inlinable
    public var isString: Bool { kind == .string || kind == .escapedString }
}
