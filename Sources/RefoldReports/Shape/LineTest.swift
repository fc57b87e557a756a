import RefoldProjections
import RefoldTables

/// A test that a line must meet to be shown. Places are those of the report's columns.
indirect enum LineTest: Sendable {
    /// What a column is compared with.
    enum Operand: Sendable {
        case value(TableValue)
        case column(Int)
    }

    case isNull(Int)
    /// Equal to one of these.
    case isAny(Int, [Operand])
    /// Never holds for null.
    case compares(Int, Condition.Comparison, Operand)
    case not(LineTest)
    case all([LineTest])
    case either([LineTest])

    /// Whether a line meets the test.
    func holds(_ line: ArraySlice<TableValue>) -> Bool {
        switch self {
        case .isNull(let place): line[line.startIndex + place].isNull
        case .isAny(let place, let operands): operands.contains { order(line, place, $0) == 0 }
        case .compares(let place, let comparison, let operand):
            order(line, place, operand).map(RowFilter.ColumnComparison.order(comparison).holds) ?? false
        case .not(let inner): !inner.holds(line)
        case .all(let inner): inner.allSatisfy { $0.holds(line) }
        case .either(let inner): inner.contains { $0.holds(line) }
        }
    }

    /// Nil if one of the two is null.
    private func order(_ line: ArraySlice<TableValue>, _ place: Int, _ operand: Operand) -> Int? {
        let own = line[line.startIndex + place]
        let other =
            switch operand {
            case .value(let value): value
            case .column(let other): line[line.startIndex + other]
            }
        return own.isNull || other.isNull ? nil : TableValue.order(own, other)
    }
}
