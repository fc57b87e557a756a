import RefoldCore
import RefoldValues

extension ExpressionProgram {
    /// Arithmetic on numbers of which one, or the result, has no room in an ``ExactDecimal``. The operands are worked out anew.
    func wideArithmetic(
        _ operation: Arithmetic.Operation, _ operands: ListRange, _ rounding: Rounding?, _ scale: Int?, _ event: borrowing EventView,
        _ row: inout Row, _ frame: FoldFrame
    ) throws(FoldError) -> FoldValue {
        var result: WideDecimal?
        var isNull = false
        for element in operands.range {
            let value = try evaluate(elements[element], event, &row, frame)
            // A later operand that cannot be read is an error all the same.
            if value.isNull {
                isNull = true
                continue
            }
            var operand = try wide(value, event, row)
            do throws(DecimalError) {
                if let rounding = value.rounding, frame.target >= 0, let scale = try? self.scale(ofColumn: frame.target, row) {
                    operand = try operand.rescaled(to: scale, rounding: rounding)
                }
                guard let left = result else {
                    result = operand
                    continue
                }
                result =
                    switch operation {
                    case .sum: try left.sum(operand)
                    case .subtract: try left.difference(operand)
                    case .multiply: try left.product(operand)
                    }
            } catch {
                throw FoldError(arithmetic: error)
            }
        }
        guard !isNull, var result else { return .null }
        do throws(DecimalError) {
            if let scale { result = try result.rescaled(to: scale, rounding: rounding) }
        } catch {
            throw FoldError(arithmetic: error)
        }
        return try wide(result, rounding: scale == nil ? rounding : nil, &row)
    }

    /// The number that a value is or spells, of any length.
    func wide(_ value: FoldValue, _ event: borrowing EventView, _ row: borrowing Row) throws(FoldError) -> WideDecimal {
        if case .number(let number, _) = value { return WideDecimal(number) }
        let isNumeric = if case .payload(let payload) = value { payload.isNumeric } else { value.isText || value.isNumber }
        guard isNumeric, let number = withText(of: value, event, row, { WideDecimal($0) }) else {
            throw unread(.wrongOperand, value, event, row, as: ReadingHint.numbers)
        }
        return number
    }

    /// A number of any length as a value: as its text in the row's table if nothing else holds it.
    func wide(_ number: WideDecimal, rounding: Rounding?, _ row: inout Row) throws(FoldError) -> FoldValue {
        if let exact = number.exact { return .number(exact, rounding: rounding) }
        let text = number.description.utf8
        return .wide(try row.add(text.span), rounding: rounding)
    }
}

extension FoldValue {
    /// What its arithmetic gave for the target column.
    fileprivate var rounding: Rounding? {
        switch self {
        case .number(_, let rounding), .wide(_, let rounding): rounding
        default: nil
        }
    }
}
