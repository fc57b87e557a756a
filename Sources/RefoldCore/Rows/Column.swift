/// A column of a row, resolved to what a reducer needs per event: its index and how its slot is read.
@frozen
public struct Column: Hashable, Sendable {
    /// Its number in the row.
    public let index: Int
    /// How its values are kept and checked.
    public let kind: Kind
    /// The scale of a decimal; -1 for a wide amount, whose currency decides; 0 for other types.
    @usableFromInline let scale: Int8
    /// The column with this index and type.
    public init(index: Int, type: ColumnType) {
        self.index = index
        kind = type.traits.kind
        scale = Int8(truncatingIfNeeded: type.content.scale ?? (type.content == .wideMoney ? -1 : 0))
    }

    /// Whether the slot refers to bytes.
    @inlinable
    public var isBytes: Bool { kind.isBytes }
}

/// A text that is known when a projection is built, and stored in the text memory of every table of that projection.
@frozen
public struct Literal: Hashable, Sendable {
    @usableFromInline let reference: TextReference

    @inlinable
    public init(_ reference: TextReference) { self.reference = reference }
}
