/// A test on the event or on the row.
public struct RowTest: Hashable, Sendable {
    /// A path, an attribute of the event, or a column.
    public var subject: ValueExpression
    public var condition: Condition
    public var line: Int
}

/// What a test asks of its subject.
public indirect enum Condition: Hashable, Sendable {
    public enum Comparison: String, CaseIterable, Hashable, Sendable {
        case atLeast, atMost, above, below
    }

    /// Null or missing.
    case isNull
    /// Equal to one of these. None of them is the literal null.
    case isAny([ValueExpression])
    /// Never holds on null.
    case compares(Comparison, ValueExpression)
    /// Holds where the other does not. On null: holds unless the other holds on null.
    case not(Condition)
    case all([Condition])
    /// One of several that cannot be said by ``isAny(_:)``: a list with null in it.
    case either([Condition])
}
