import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ExpressionParser {
    /// `{sum: […]}`, `{subtract: [a, b]}`, `{multiply: [a, b]}`, with optional `rounding` and `scale`.
    func arithmetic(_ operation: Arithmetic.Operation, _ object: DefinitionObject, _ list: DefinitionValue) -> ValueExpression? {
        object.allowOnly([operation.rawValue, "rounding", "scale"])
        let rounding = object.optional("rounding").map { $0.word("rounding", among: Rounding.allCases.map(\.rawValue)) }
        let scale = object.optional("scale").map { $0.integer(ColumnType.scales) }
        let expected = operation == .sum ? "a list of numbers" : "a list of two numbers"
        guard let values = list.list(expected) else { return nil }
        let fits =
            switch operation {
            case .sum: !values.isEmpty
            case .subtract: values.count == 2
            case .multiply: values.count >= 2
            }
        guard fits else {
            list.note("found a list of \(values.count)", expected: expected)
            return nil
        }
        let operands = values.compactMap(number)
        guard operands.count == values.count, rounding != .some(nil), scale != .some(nil) else { return nil }
        let arithmetic = Arithmetic(
            operation: operation, operands: operands, rounding: rounding.flatMap { $0 }.flatMap(Rounding.init), scale: scale.flatMap { $0 })
        guard let type = type(of: arithmetic, list) else { return nil }
        return ValueExpression(form: .arithmetic(arithmetic), type: type, line: object.line)
    }

    /// An operand of arithmetic. A text that spells a number becomes that number.
    private func number(_ value: DefinitionValue) -> ValueExpression? {
        guard var operand = expression(value, strings: inner) else { return nil }
        if let literal = operand.literal, case .text(let text) = literal {
            guard let number = literal.number else {
                value.note("found the text \"\(text)\"", expected: "a number", remedy: columnRemedy(text))
                return nil
            }
            operand.form = .literal(.number(number))
            operand.type = Literal.number(number).type
        }
        guard operand.type.isNumeric else {
            value.note("found \(operand.type.described)", expected: "a number")
            return nil
        }
        return operand
    }

    /// The type of the result; notes a fault and returns nil if currencies or decimals do not match.
    private func type(of arithmetic: Arithmetic, _ value: DefinitionValue) -> ExpressionType? {
        let types = arithmetic.operands.map(\.type)
        let currencies = types.compactMap { if case .known(let type) = $0 { type.currency } else { nil } }
        if let currency = currencies.first {
            return money(currency, arithmetic, amounts: currencies, value) ? .known(.money(currency: currency)) : nil
        }
        if let scale = arithmetic.scale { return .known(.decimal(scale: scale)) }
        if types.contains(.null) { return .null }
        let scales = types.map { $0.content?.scale }
        guard !scales.contains(nil) else { return .number }
        let known = scales.compactMap { $0 }
        if types.allSatisfy({ $0.content == .integer }) { return .known(.integer) }
        let scale = arithmetic.operation == .multiply ? known.reduce(0, +) : known.max() ?? 0
        guard scope.kind == .row, !ColumnType.scales.contains(scale) else { return .known(.decimal(scale: scale)) }
        value.note(
            "the result has \(scale) decimals", expected: "at most \(ColumnType.scales.upperBound)",
            remedy: "name a scale and a rounding: {\(arithmetic.operation.rawValue): […], scale: 2, rounding: \"half-even\"}")
        return nil
    }

    /// Whether this arithmetic is possible with amounts.
    private func money(_ currency: String, _ arithmetic: Arithmetic, amounts: [String], _ value: DefinitionValue) -> Bool {
        if arithmetic.scale != nil {
            value.note("a scale stands beside an amount", expected: "none: the currency gives it", remedy: "remove scale")
            return false
        }
        if let other = amounts.first(where: { $0 != currency }) {
            value.note(
                "amounts of two currency columns, \"\(currency)\" and \"\(other)\", are mixed", expected: "amounts of one currency")
            return false
        }
        if arithmetic.operation == .multiply {
            guard amounts.count == 1 else {
                value.note("an amount is multiplied by an amount", expected: "an amount and plain numbers")
                return false
            }
            let isWhole = arithmetic.operands.allSatisfy { ($0.type.content?.scale ?? 0) == 0 }
            if scope.kind == .row, !isWhole, arithmetic.rounding == nil {
                value.note(
                    "an amount is multiplied by a number with decimals", expected: "a rounding", remedy: "add rounding: \"half-even\"")
                return false
            }
            return true
        }
        let hasPlainNumber = arithmetic.operands.contains { $0.literal == nil && $0.type.content?.scale != nil }
        if hasPlainNumber {
            value.note("an amount and a plain number are mixed", expected: "amounts of the currency column \"\(currency)\"")
            return false
        }
        return true
    }
}
