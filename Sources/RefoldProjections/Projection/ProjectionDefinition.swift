import RefoldCore
import RefoldValues

/// A projection as its file declares it: pure data, checked, with the lines of the file for later messages.
///
/// Made by ``ProjectionDefinition/read(_:file:)``; every name in it is known to exist and every type that can be told beforehand fits.
public struct ProjectionDefinition: Hashable, Sendable {
    /// The file it was read from.
    public var file: String
    public var name: String
    /// From 1.
    public var version: Int
    /// At least one.
    public var key: [KeyPartDefinition]
    /// The folded columns, in the order of the file.
    public var columns: [ColumnDefinition]
    /// In the order of the file; at most one for each event type, and at most one for every other type.
    public var handlers: [HandlerDefinition]
    /// The columns worked out from the row, in the order of the file; each uses only those above it.
    public var computed: [ComputedDefinition]
    /// Paths, event types and columns that may be missing without a warning; paths as ``PayloadPath`` writes them. No part of the meaning.
    public var optional: [String] = []

    /// Every column of the read model with its type: key, folded, computed.
    public var allColumns: [(name: String, type: ColumnType)] {
        key.map { ($0.name, $0.type) } + columns.map { ($0.name, $0.type) } + computed.map { ($0.name, $0.type) }
    }
}

/// One part of a projection's key.
public struct KeyPartDefinition: Hashable, Sendable {
    /// The name of its column.
    public var name: String
    /// Worked out from the event alone: a path, an attribute, a cut of one of them, or a literal text.
    public var value: ValueExpression
    /// Text, integer, date or timestamp. What comes from the payload is text.
    public var type: ColumnType
    public var line: Int
}

/// A folded column.
public struct ColumnDefinition: Hashable, Sendable {
    public var name: String
    public var type: ColumnType
    /// What it holds until it is set; nil for null. Fits the type.
    public var defaultValue: Literal?
    public var line: Int
}

/// A column worked out from the row whenever it is written.
public struct ComputedDefinition: Hashable, Sendable {
    public var name: String
    public var value: ValueExpression
    /// What the expression gives.
    public var type: ColumnType
    public var line: Int
}

/// What is done on one type of event, or on all that are not named.
public struct HandlerDefinition: Hashable, Sendable {
    /// Nil for `"*"`.
    public var eventType: String?
    /// Applied in order, each seeing the row as the ones before left it. May be empty: then the event does nothing.
    public var entries: [HandlerEntry]
    public var line: Int
}

/// What a handler does where all its tests hold.
public struct HandlerEntry: Hashable, Sendable {
    public enum Action: Hashable, Sendable {
        /// All values are read before any is written. Empty: the row is made and stays as it is.
        case change([Change])
        /// Removes the row.
        case delete
    }

    public var when: [RowTest]
    public var action: Action
    public var line: Int
}

/// What happens to one column.
public struct Change: Hashable, Sendable {
    public enum Operation: String, CaseIterable, Hashable, Sendable {
        case set, add, subtract, min, max
        /// Sets it where it is null.
        case first
    }

    public var column: String
    public var operation: Operation
    public var value: ValueExpression
    public var line: Int
}
