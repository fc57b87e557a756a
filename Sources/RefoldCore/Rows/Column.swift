/// A column of a row, resolved to what a reducer needs millions of times: its number and how its slot is read.
@frozen
public struct Column: Hashable, Sendable {
    public let index: Int
    public let kind: Kind
    /// The scale of a decimal, else 0.
    @usableFromInline let scale: Int8
    /// The column number `index`, of a type.
    public init(index: Int, type: ColumnType) {
        self.index = index
        kind = type.traits.kind
        scale = Int8(truncatingIfNeeded: type.content.scale ?? 0)
    }

    /// Whether the slot refers to bytes.
    @inlinable
    public var isBytes: Bool { kind.isBytes }
}

/// A text or number known when a projection is built, already in the text memory of every table of that projection.
@frozen
public struct Literal: Hashable, Sendable {
    @usableFromInline let reference: TextReference

    @inlinable
    public init(_ reference: TextReference) { self.reference = reference }
}
