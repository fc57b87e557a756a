import RefoldCore
import RefoldValues

/// One node of an expression; its operands are indexes into the program. It owns no memory, so it can be read by a plain copy.
enum ExpressionNode: Sendable {
    case value(FoldValue)
    case field(PayloadField)
    /// What a range of the program's path steps leads to from a field.
    case element(PayloadField, ListRange)
    case attribute(EventAttribute)
    case column(Column, ColumnContent)
    case keyPart(Int, ColumnContent)
    case cut(CalendarUnit, of: Int, zone: Int)
    case days(from: Int, to: Int, zone: Int)
    /// The operands are a range of the program's lists.
    case arithmetic(Arithmetic.Operation, operands: ListRange, rounding: Rounding?, scale: Int?)
    case coalesce(ListRange)
    case function(ValueFunction, ListRange)
    case reading(ProgramReading, Int)
    /// A range of the program's branches.
    case branches(ListRange, otherwise: Int)
}

/// A step of a path from a list on.
enum PathStep: Sendable {
    case element(Int)
    case member([UInt8])

    init(_ step: PayloadPath.Step) {
        switch step {
        case .element(let number): self = .element(number)
        case .member(let name): self = .member(Array(name.text.utf8))
        }
    }
}

/// A range of one of a program's lists.
struct ListRange: Sendable {
    var start: Int
    var end: Int

    var range: Range<Int> { start..<end }
}

/// A test: a condition on a value.
struct ProgramTest: Sendable {
    var subject: Int
    var condition: Int
}

/// One node of a condition; its parts are indexes into the program.
enum ConditionNode: Sendable {
    case isNull
    /// Equal to one of the values.
    case isAny(ListRange)
    case compares(Condition.Comparison, Int)
    case not(Int)
    case all(ListRange)
    case either(ListRange)
}

/// One branch of a `case`: a range of the program's tests, and a value.
struct ProgramBranch: Sendable {
    var tests: ListRange
    var then: Int
}
