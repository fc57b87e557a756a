/// A test on the event or on the row.
public struct RowTest: Hashable, Sendable {
    /// A path, an attribute of the event, or a column; or a reading of one.
    public var subject: ValueExpression
    public var condition: Condition
    public var line: Int
}

/// The condition of a test on its subject.
public indirect enum Condition: Hashable, Sendable {
    public enum Comparison: String, CaseIterable, Hashable, Sendable {
        case atLeast, atMost, above, below
    }

    /// Null or missing.
    case isNull
    /// Equal to one of these, none of which is the literal null.
    case isAny([ValueExpression])
    /// Never holds for null.
    case compares(Comparison, ValueExpression)
    /// Holds if the other condition does not; for null too.
    case not(Condition)
    case all([Condition])
    /// One of several conditions that ``isAny(_:)`` cannot express: a list with null in it.
    case either([Condition])
}
