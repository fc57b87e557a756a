/// A value of a JSON5 document, with the place at which it begins.
///
/// Members keep the order of the file; numbers keep their exact text.
public struct JSON5Node: Hashable, Sendable {
    /// A value of JSON5; numbers are kept as they are written.
    public enum Value: Hashable, Sendable {
        case object([JSON5Member])
        case array([JSON5Node])
        case string(String)
        case number(JSON5Number)
        case bool(Bool)
        case null
    }

    /// The value itself.
    public var value: Value
    /// The line, from 1, where the value begins.
    public var line: Int
    /// The column, from 1, counted in Unicode scalars.
    public var column: Int

    public init(_ value: Value, line: Int = 1, column: Int = 1) {
        self.value = value
        self.line = line
        self.column = column
    }

    /// The kind of value, with an article: `a list`.
    public var kind: String {
        switch value {
        case .object: "an object"
        case .array: "a list"
        case .string: "a string"
        case .number: "a number"
        case .bool: "a boolean"
        case .null: "null"
        }
    }
}

/// A key and its value in a JSON5 object.
public struct JSON5Member: Hashable, Sendable {
    /// The key, without quotes and escapes.
    public var key: String
    /// The line, from 1, where the key begins.
    public var line: Int
    /// The column, from 1, counted in Unicode scalars.
    public var column: Int
    /// The value of the key.
    public var value: JSON5Node

    public init(_ key: String, line: Int = 1, column: Int = 1, value: JSON5Node) {
        self.key = key
        self.line = line
        self.column = column
        self.value = value
    }
}
