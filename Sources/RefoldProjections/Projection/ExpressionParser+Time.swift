import RefoldCore
import RefoldDefinitions

extension ExpressionParser {
    /// `{day: v, timeZone: "…"}`. In a key part, `as` is allowed too.
    func cut(_ unit: CalendarUnit, _ object: DefinitionObject, _ of: DefinitionValue) -> ValueExpression? {
        object.allowOnly([unit.rawValue, "timeZone"] + (scope.kind == .key ? ["as"] : []))
        let zone = zone(object)
        guard let operand = time(of), let zone else { return nil }
        let type: ColumnType =
            switch unit {
            case .day: .date
            case .month: .text
            case .year: .integer
            }
        return ValueExpression(form: .cut(unit, of: operand, timeZone: zone), type: .known(type), line: object.line)
    }

    /// `{days: [from, to], timeZone: "…"}`.
    func days(_ object: DefinitionObject, _ ends: DefinitionValue) -> ValueExpression? {
        object.allowOnly(["days", "timeZone"])
        let zone = zone(object)
        guard let list = ends.list("a list of two times") else { return nil }
        guard list.count == 2 else {
            ends.note("found a list of \(list.count)", expected: "a list of two times")
            return nil
        }
        let times = list.map(time)
        guard let from = times[0], let to = times[1], let zone else { return nil }
        return ValueExpression(form: .days(from: from, to: to, timeZone: zone), type: .known(.integer), line: object.line)
    }

    /// The zone given in an object; that of the scope by default.
    private func zone(_ object: DefinitionObject) -> String? {
        guard let value = object.optional("timeZone") else { return scope.zone }
        return scope.timeZone(value)
    }

    private func time(_ value: DefinitionValue) -> ValueExpression? {
        guard var operand = expression(value, strings: inner) else { return nil }
        if let literal = operand.literal, case .text(let text) = literal {
            if literal.fits(.timestamp) {
                operand.type = .known(.timestamp)
            } else if literal.fits(.date) {
                operand.type = .known(.date)
            } else {
                value.note("found the text \"\(text)\"", expected: "a time", remedy: columnRemedy(text))
                return nil
            }
        }
        guard operand.type.isTime else {
            value.note("found \(operand.type.described)", expected: "a time")
            return nil
        }
        return operand
    }

    /// What to write if a text was written but a column was meant.
    func columnRemedy(_ text: String) -> String? {
        scope.type(of: text) == nil ? nil : "write {column: \"\(text)\"}"
    }
}
