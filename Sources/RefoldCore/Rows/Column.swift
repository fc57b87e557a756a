/// A column of a row, resolved to what a reducer needs millions of times: its number and how its slot is read.
@frozen
public struct Column: Hashable, Sendable {
    @frozen
    public enum Kind: UInt8, Sendable {
        case text, integer, decimal, money, boolean, timestamp, date, json
    }

    public let index: Int
    public let kind: Kind
    /// The scale of a decimal, else 0.
    @usableFromInline let scale: Int8
    /// The column number `index`, of a type.
    public init(index: Int, type: ColumnType) {
        self.index = index
        var scale: Int8 = 0
        switch type {
        case .text: kind = .text
        case .integer: kind = .integer
        case .decimal(let digits):
            kind = .decimal
            scale = Int8(truncatingIfNeeded: digits)
        case .money: kind = .money
        case .boolean: kind = .boolean
        case .timestamp: kind = .timestamp
        case .date: kind = .date
        case .json: kind = .json
        }
        self.scale = scale
    }

    /// Whether the slot refers to bytes.
    @inlinable
    public var isBytes: Bool { kind == .text || kind == .json }
}

/// A text or number known when a projection is built, already in the text memory of every table of that projection.
@frozen
public struct Literal: Hashable, Sendable {
    @usableFromInline let reference: TextReference

    @inlinable
    public init(_ reference: TextReference) { self.reference = reference }
}
