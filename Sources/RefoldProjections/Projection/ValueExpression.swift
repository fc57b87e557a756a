import RefoldValues

/// A value as a definition writes it: a literal, a part of the event or of the row, or an expression of these.
public struct ValueExpression: Hashable, Sendable {
    /// What kind of value it is, with its parts.
    public indirect enum Form: Hashable, Sendable {
        case literal(Literal)
        /// A value of the event's data or metadata; null if it is missing.
        case path(PayloadPath)
        case attribute(EventAttribute)
        /// A column of the row.
        case column(String)
        /// The moment of a report: a time.
        case moment
        /// A time or a date, truncated to a day, a month or a year.
        case cut(CalendarUnit, of: ValueExpression, timeZone: String)
        case arithmetic(Arithmetic)
        /// The first value that is not null.
        case coalesce([ValueExpression])
        /// Whole calendar days in the zone.
        case days(from: ValueExpression, to: ValueExpression, timeZone: String)
        /// A reading, or what is made of a text.
        case function(ValueFunction, of: [ValueExpression])
        /// A value in a stated reading.
        case reading(StatedReading, of: ValueExpression)
        /// The value of the first branch whose tests hold.
        case branches([Branch], otherwise: ValueExpression)
    }

    /// What kind of value it is.
    public var form: Form
    /// What is known of its type before any event is read.
    public var type: ExpressionType
    /// The line, from 1, at which it begins.
    public var line: Int

    /// The literal; nil if it is something else.
    public var literal: Literal? {
        if case .literal(let literal) = form { literal } else { nil }
    }
}

/// Exact arithmetic. A null operand makes the result null.
public struct Arithmetic: Hashable, Sendable {
    /// What is done with the operands.
    public enum Operation: String, CaseIterable, Hashable, Sendable {
        case sum, subtract, multiply
    }

    /// What is done with the operands.
    public var operation: Operation
    /// Two for `subtract`, at least one for `sum`, at least two for `multiply`.
    public var operands: [ValueExpression]
    /// How the result is rounded to its scale; nil if it must fit without rounding.
    public var rounding: Rounding?
    /// The scale of the result; nil for that of the target column.
    public var scale: Int?
}

/// One branch of a `case`.
public struct Branch: Hashable, Sendable {
    /// All must hold.
    public var when: [RowTest]
    /// The value if the tests hold.
    public var then: ValueExpression
    public var line: Int
}

/// The units to which a time can be truncated.
public enum CalendarUnit: String, CaseIterable, Hashable, Sendable {
    /// A date.
    case day
    /// A text: `2024-09`.
    case month
    /// An integer: 2024.
    case year
}

/// A property of an event outside its data, or the number of an item.
public enum EventAttribute: String, CaseIterable, Hashable, Sendable {
    case stream, type, version, position, id
    /// The number of the item in its list, from 0; only in an entry that goes through one.
    case index
    case occurredAt = "occurred_at"
    case recordedAt = "recorded_at"
}

/// A value written in the file.
public enum Literal: Hashable, Sendable {
    case null
    case text(String)
    case number(ExactDecimal)
    case boolean(Bool)
    /// Compact JSON; only as the default of a `json` column.
    case json(String)
}
