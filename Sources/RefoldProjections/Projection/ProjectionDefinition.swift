import RefoldCore
import RefoldValues

/// A projection as its file declares it: pure data, checked, with the lines of the file for later messages.
///
/// Made by ``ProjectionDefinition/read(_:file:)``: every name in it exists, and every type that can be checked in advance fits.
public struct ProjectionDefinition: Hashable, Sendable {
    /// The file it was read from.
    public var file: String
    /// The name of the projection.
    public var name: String
    /// From 1.
    public var version: Int
    /// At least one.
    public var key: [KeyPartDefinition]
    /// The folded columns, in the order of the file.
    public var columns: [ColumnDefinition]
    /// In the order of the file; at most one for each event type, and at most one for every other type.
    public var handlers: [HandlerDefinition]
    /// The computed columns, in the order of the file; each uses only those above it.
    public var computed: [ComputedDefinition]
    /// Paths, event types and columns that may be missing without a warning; paths as ``PayloadPath`` writes them. No part of the meaning.
    public var optional: [String] = []
    /// By how much a new generation may differ from the served one. No part of the meaning.
    public var tolerance: SwitchTolerance?
    /// The text of the file, from which the definition can be read again.
    public var text = ""

    /// Every column of the read model with its type: key, folded, computed.
    public var allColumns: [(name: String, type: ColumnType)] {
        key.map { ($0.name, $0.type) } + columns.map { ($0.name, $0.type) } + computed.map { ($0.name, $0.type) }
    }
}

/// One part of a projection's key.
public struct KeyPartDefinition: Hashable, Sendable {
    /// The name of its column.
    public var name: String
    /// An expression on the event alone: a path, an attribute, one of them truncated, or a literal text.
    public var value: ValueExpression
    /// Text, integer, date or timestamp. A payload value is text.
    public var type: ColumnType
    public var line: Int
}

/// A folded column.
public struct ColumnDefinition: Hashable, Sendable {
    /// The name of the column.
    public var name: String
    /// The type of the column.
    public var type: ColumnType
    /// The value until it is set; nil for null. Fits the type.
    public var defaultValue: Literal?
    public var line: Int
}

/// A column computed from the row whenever the row is written.
public struct ComputedDefinition: Hashable, Sendable {
    /// The name of the computed column.
    public var name: String
    /// What the column is worked out from.
    public var value: ValueExpression
    /// The type of the expression's result.
    public var type: ColumnType
    public var line: Int
}

/// What to do for one event type, or for all types without a handler of their own.
public struct HandlerDefinition: Hashable, Sendable {
    /// Nil for `"*"`.
    public var eventType: String?
    /// Applied in order; each sees the row as changed by the ones before. May be empty: then the event has no effect.
    public var entries: [HandlerEntry]
    public var line: Int
}

/// What a handler does if all tests of the entry hold.
public struct HandlerEntry: Hashable, Sendable {
    /// What an entry of a handler does with the row.
    public enum Action: Hashable, Sendable {
        /// All values are read before any is written. If empty, the row is created and otherwise unchanged.
        case change([Change])
        /// Removes the row.
        case delete
    }

    /// The list whose items it applies to, one after the other; nil if it applies to the event.
    public var each: ItemList?
    /// Its own key parts, as many as the projection has and of the same types; nil for those of the projection.
    public var key: [ValueExpression]?
    /// The tests that must all hold.
    public var when: [RowTest]
    /// What is done with the row then.
    public var action: Action
    public var line: Int
}

/// A list that an entry goes through.
public struct ItemList: Hashable, Sendable {
    /// Where events have it, in their data or metadata.
    public var path: PayloadPath
    public var line: Int
}

/// A change of one column.
public struct Change: Hashable, Sendable {
    /// How a value changes a column.
    public enum Operation: String, CaseIterable, Hashable, Sendable {
        case set, add, subtract, min, max
        /// Sets the column if it is null.
        case first
    }

    /// The name of the column that is changed.
    public var column: String
    /// How the column is changed.
    public var operation: Operation
    /// The value by which it is changed.
    public var value: ValueExpression
    public var line: Int
}
