import RefoldCore

extension ExpressionProgram {
    /// Whether all of these tests hold.
    func holds(
        _ tests: ListRange, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> Bool {
        for number in tests.range {
            let test = self.tests[number]
            let subject = try evaluate(test.subject, event, &row, frame)
            if try !holds(test.condition, on: subject, event, &row, frame) { return false }
        }
        return true
    }

    private func holds(
        _ condition: Int, on subject: FoldValue, _ event: borrowing EventView, _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> Bool {
        switch conditions[condition] {
        case .isNull: return subject.isNull
        case .isAny(let values):
            if subject.isNull { return false }
            for element in values.range {
                let value = try evaluate(elements[element], event, &row, frame)
                if !value.isNull, order(subject, value, event, row) == 0 { return true }
            }
            return false
        case .compares(let comparison, let bound):
            if subject.isNull { return false }
            let value = try evaluate(bound, event, &row, frame)
            if value.isNull { return false }
            guard let order = order(subject, value, event, row) else { throw notComparable(subject, value, event, row) }
            return switch comparison {
            case .atLeast: order >= 0
            case .atMost: order <= 0
            case .above: order > 0
            case .below: order < 0
            }
        case .not(let inner): return try !holds(inner, on: subject, event, &row, frame)
        case .all(let inner):
            for element in inner.range where try !holds(elements[element], on: subject, event, &row, frame) { return false }
            return true
        case .either(let inner):
            for element in inner.range where try holds(elements[element], on: subject, event, &row, frame) { return true }
            return false
        }
    }

    private func notComparable(
        _ subject: FoldValue, _ bound: FoldValue, _ event: borrowing EventView, _ row: borrowing Row
    ) -> FoldError {
        switch bound {
        case .number, .wide: unread(.notComparable, subject, event, row, as: ReadingHint.numbers)
        case .timestamp: unread(.notComparable, subject, event, row, as: ReadingHint.times)
        case .date: unread(.notComparable, subject, event, row, as: ReadingHint.dates)
        default: FoldError(.notComparable)
        }
    }
}
