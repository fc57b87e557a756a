import RefoldDefinitions
import RefoldValues

extension ReportParser {
    /// The keys that say how a measure is made.
    static let forms = AggregateTable.words + MeasureArithmetic.Operation.allCases.map(\.rawValue).filter { !AggregateTable.words.contains($0) }
    /// The scales that a rounded figure can have.
    static let scales = 0...18

    func measures(_ object: DefinitionObject) -> [MeasureDefinition] {
        guard let value = object.required("measures"), let measures = value.object("an object of measures") else { return [] }
        if measures.members.isEmpty { value.note("there is no measure", expected: "at least one, such as {count: \"*\"}") }
        return measures.members.map { member in
            checkName(member.key) { member.note($0, expected: $1) }
            return MeasureDefinition(name: member.key, location: DefinitionLocation(member), form: form(member.value))
        }
    }

    private func form(_ value: DefinitionValue) -> MeasureDefinition.Form? {
        guard let object = value.object("an object such as {sum: \"amount\"}") else { return nil }
        let forms = object.members.filter { Self.forms.contains($0.key) }
        guard let form = forms.first, forms.count == 1 else {
            if forms.count > 1 {
                object.note("a measure is of two kinds, \(DefinitionValue.list(forms.map(\.key)))", expected: "one of them")
            } else if let first = object.members.first {
                first.noteUnknown("kind of measure", among: Self.forms, otherWords: OtherWords.measures)
            } else {
                object.note("found an empty object", expected: "a measure such as {sum: \"amount\"}")
            }
            return nil
        }
        if let operation = MeasureArithmetic.Operation(rawValue: form.key), operation != .sum || form.value.elements != nil {
            return arithmetic(operation, object, form.value)
        }
        return AggregateTable.function(form.key).flatMap { aggregate($0, object, form.value) }
    }

    // MARK: Aggregates

    private func aggregate(
        _ function: any AggregateFunction.Type, _ object: DefinitionObject, _ operand: DefinitionValue
    ) -> MeasureDefinition.Form? {
        object.allowOnly([function.word, "where"] + function.parameters)
        let condition = object.optional("where")
        let filter = condition.flatMap(filter)
        let column = named(operand, function.operand)
        guard let read = function.init(beside: object, in: self), let column, condition == nil || filter != nil else { return nil }
        return .aggregate(Aggregate(read, of: function.takesRows && column.name == "*" ? nil : column), where: filter)
    }

    /// The scale, nil if none is stated, and the rounding; nil and a finding if either does not hold.
    func rounding(_ object: DefinitionObject) -> (scale: Int?, rounding: Rounding)? {
        var isRead = true
        var scale: Int?
        if let value = object.optional("scale") {
            scale = value.integer(Self.scales)
            isRead = scale != nil
        }
        var rounding = Rounding.halfEven
        if let value = object.optional("rounding") {
            let word = value.word("rounding", among: Rounding.allCases.map(\.rawValue))
            if let known = word.flatMap(Rounding.init(rawValue:)) { rounding = known } else { isRead = false }
            if scale == nil, !object.contains("scale") {
                value.note("there is nothing to round to", expected: "a scale beside the rounding", remedy: "add scale")
                isRead = false
            }
        }
        return isRead ? (scale, rounding) : nil
    }

    // MARK: Arithmetic

    private func arithmetic(
        _ operation: MeasureArithmetic.Operation, _ object: DefinitionObject, _ list: DefinitionValue
    ) -> MeasureDefinition.Form? {
        if let condition = object.optional("where") {
            condition.note("a measure of measures has no rows to choose from", remedy: "put where into the measures that it uses")
        }
        object.allowOnly([operation.rawValue, "scale", "rounding", "where"])
        let rounding = rounding(object)
        if operation == .divide { _ = object.required("scale") }
        guard let elements = list.list("a list of measures") else { return nil }
        let takesTwo = operation == .subtract || operation == .divide
        if takesTwo ? elements.count != 2 : elements.count < 2 {
            list.note("found a list of \(elements.count)", expected: takesTwo ? "a list of two measures" : "a list of at least two measures")
            return nil
        }
        let operands = elements.compactMap(operand)
        guard let rounding, operands.count == elements.count, operation != .divide || rounding.scale != nil else { return nil }
        return .arithmetic(
            MeasureArithmetic(operation: operation, operands: operands, scale: rounding.scale, rounding: rounding.rounding))
    }

    private func operand(_ value: DefinitionValue) -> MeasureArithmetic.Operand? {
        if case .number(let number) = value.node.value {
            guard let exact = ExactDecimal(number.json), exact.scale <= Self.scales.upperBound else {
                value.note("the number \(number.text) is too long", expected: "at most \(Self.scales.upperBound) decimals")
                return nil
            }
            return .number(exact)
        }
        return named(value, "the name of a measure above, or a number").map { .measure($0) }
    }
}
