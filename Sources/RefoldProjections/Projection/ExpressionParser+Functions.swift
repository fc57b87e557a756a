import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ExpressionParser {
    /// `{number: v}`, `{length: v}`, `{concat: [v, …]}`, `{prefix: v, length: n}` and their like.
    func function(_ word: String, _ object: DefinitionObject, _ operand: DefinitionValue) -> ValueExpression? {
        guard Self.readingKeys[word] == nil else { return reading(word, object, operand) }
        object.allowOnly([word] + (word == "prefix" ? ["length"] : []) + (scope.kind == .key ? ["as"] : []))
        switch word {
        case "length": return made(.length, object, operand, "a list or a text") { $0 == .known(.text) || $0 == .known(.json) }
        case "lower": return text(.lower, object, operand)
        case "upper": return text(.upper, object, operand)
        case "trim": return text(.trim, object, operand)
        case "concat": return concat(object, operand)
        default:
            let length = object.required("length")?.integer(1...)
            return length.flatMap { text(.prefix(length: $0), object, operand) }
        }
    }

    private func text(_ function: ValueFunction, _ object: DefinitionObject, _ operand: DefinitionValue) -> ValueExpression? {
        made(function, object, operand, "a text") { $0 == .known(.text) }
    }

    private func made(
        _ function: ValueFunction, _ object: DefinitionObject, _ value: DefinitionValue, _ expected: String, _ fits: (ExpressionType) -> Bool
    ) -> ValueExpression? {
        guard let operand = expression(value, strings: inner) else { return nil }
        guard operand.type == .dynamic || operand.type == .null || fits(operand.type) else {
            value.note("found \(operand.type.described)", expected: expected)
            return nil
        }
        return ValueExpression(form: .function(function, of: [operand]), type: function.type, line: object.line)
    }

    private func concat(_ object: DefinitionObject, _ list: DefinitionValue) -> ValueExpression? {
        guard let values = list.list("a list of texts") else { return nil }
        if values.isEmpty { list.note("found an empty list", expected: "a list of texts") }
        let operands = values.compactMap { value -> ValueExpression? in
            guard let operand = expression(value, strings: inner) else { return nil }
            guard operand.type != .known(.json) else {
                value.note("found \(operand.type.described)", expected: "a text")
                return nil
            }
            return operand
        }
        guard !values.isEmpty, operands.count == values.count else { return nil }
        return ValueExpression(form: .function(.concat, of: operands), type: .known(.text), line: object.line)
    }

    // MARK: Readings

    /// A value as it is or spells plainly.
    func reading(_ reading: ValueFunction, _ operand: ValueExpression, _ value: DefinitionValue) -> ValueExpression? {
        let expected = "\(reading.type.described), or a text that holds one"
        if case .text(let text)? = operand.literal {
            guard operand.isLiteral(of: reading) else {
                value.note("found the text \"\(text)\"", expected: expected, remedy: columnRemedy(text))
                return nil
            }
            return operand.read(as: reading)
        }
        let isTime = operand.type == .known(.timestamp) && reading == .date
        switch operand.type {
        case .dynamic, .null, .known(.text): return operand.read(as: reading)
        case let type where type == reading.type: return operand
        case let type where reading == .number && type.isNumeric: return operand
        default:
            value.note(
                "found \(operand.type.described)", expected: expected, remedy: isTime ? "cut it: {day: …, timeZone: \"UTC\"}" : nil)
            return nil
        }
    }

    /// The bound of a test as the test reads it, or nil and a finding: order among values of the payload needs a reading.
    func ordered(_ operand: ValueExpression, against subject: ValueExpression, _ value: DefinitionValue) -> ValueExpression? {
        guard subject.type == .dynamic else { return operand }
        let isText = operand.literal?.isText == true
        guard isText || operand.type == .dynamic else { return operand }
        if let reading = operand.reading { return operand.read(as: reading) }
        if isText { return operand }
        value.note(
            "two values of the payload are compared, and nothing says what they are", expected: "a reading",
            remedy: "write {number: …}, {time: …} or {date: …} around this one, or {concat: […]} for the order of bytes")
        return nil
    }
}

extension ValueExpression {
    /// What a value of the payload beside it is read as; nil if this says nothing of it.
    ///
    /// A literal says what it spells; of several values those that say something must agree.
    var reading: ValueFunction? {
        switch form {
        case .literal(let literal): return literal.reading
        case .coalesce(let values) where type == .dynamic: return Self.reading(of: values)
        case .branches(let branches, let otherwise) where type == .dynamic: return Self.reading(of: branches.map(\.then) + [otherwise])
        default: return type.reading
        }
    }

    private static func reading(of values: [ValueExpression]) -> ValueFunction? {
        let said = Set(values.filter { $0.form != .literal(.null) && $0.type != .dynamic }.map(\.reading))
        return said.count == 1 ? said.first ?? nil : nil
    }

    func isLiteral(of reading: ValueFunction) -> Bool { literal?.reading == reading }

    /// The value in a reading; a number that is written as a text becomes that number.
    func read(as reading: ValueFunction) -> ValueExpression {
        if reading == .number, case .text? = literal, let number = literal?.number {
            return ValueExpression(form: .literal(.number(number)), type: Literal.number(number).type, line: line)
        }
        return ValueExpression(form: .function(reading, of: [self]), type: reading.type, line: line)
    }
}

extension ExpressionType {
    /// What a value of this type is beside one of the payload; nil if it does not say.
    var reading: ValueFunction? {
        switch self {
        case .number: .number
        case .known(.timestamp): .time
        case .known(.date): .date
        case .known(let type): type.isNumeric ? .number : nil
        case .dynamic, .null: nil
        }
    }
}

extension Literal {
    var isText: Bool { if case .text = self { true } else { false } }

    /// What it spells; nil for a text that is only a text.
    var reading: ValueFunction? {
        switch self {
        case .number: .number
        case .text(let text):
            if ExactDecimal(text) != nil { .number } else if Timestamp(text) != nil { .time } else if CalendarDate(text) != nil { .date } else { nil }
        case .null, .boolean, .json: nil
        }
    }
}
