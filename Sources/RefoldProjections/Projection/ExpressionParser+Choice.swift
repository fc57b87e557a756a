import RefoldDefinitions

extension ExpressionParser {
    /// `{coalesce: [v, …]}`.
    func coalesce(_ object: DefinitionObject, _ list: DefinitionValue) -> ValueExpression? {
        object.allowOnly(["coalesce"])
        guard let values = list.list("a list of values") else { return nil }
        guard !values.isEmpty else {
            list.note("found an empty list", expected: "a list of values")
            return nil
        }
        let operands = values.compactMap { value in expression(value, strings: inner).map { (value, $0) } }
        guard operands.count == values.count, let type = common(operands) else { return nil }
        return ValueExpression(form: .coalesce(operands.map(\.1)), type: type, line: object.line)
    }

    /// `{case: [{when: {…}, then: v}, …], else: v}`.
    func branches(_ object: DefinitionObject, _ list: DefinitionValue) -> ValueExpression? {
        object.allowOnly(["case", "else"])
        guard let values = list.list("a list of {when, then}") else { return nil }
        var results: [(DefinitionValue, ValueExpression)] = []
        var branches: [Branch] = []
        if values.isEmpty { list.note("found an empty list", expected: "a list of {when, then}") }
        for value in values {
            guard let branch = value.object("an object {when, then}", keys: ["when", "then"]) else { continue }
            let when = branch.required("when").flatMap(tests)
            guard let result = branch.required("then"), let then = expression(result, strings: .value), let when else { continue }
            results.append((result, then))
            branches.append(Branch(when: when, then: then, line: value.line))
        }
        var otherwise = ValueExpression(form: .literal(.null), type: .null, line: object.line)
        if let last = object.optional("else") {
            guard let value = expression(last, strings: .value) else { return nil }
            otherwise = value
            results.append((last, value))
        }
        guard !values.isEmpty, branches.count == values.count, let type = common(results) else { return nil }
        return ValueExpression(form: .branches(branches, otherwise: otherwise), type: type, line: object.line)
    }

    /// The common type of these; notes a fault and returns nil if there is none. Literals take the type of the others.
    private func common(_ operands: [(value: DefinitionValue, expression: ValueExpression)]) -> ExpressionType? {
        var type = ExpressionType.null
        for operand in operands where operand.expression.literal == nil {
            guard let wider = type.joined(with: operand.expression.type) else {
                operand.value.note("found \(operand.expression.type.described)", expected: "\(type.described), as before it")
                return nil
            }
            type = wider
        }
        let hasOnlyLiterals = type == .null
        for operand in operands {
            guard let literal = operand.expression.literal else { continue }
            if !hasOnlyLiterals, case .known(let known) = type {
                if literal.isComparable(with: known) {
                    if case .decimal(let scale) = known.content, let number = literal.number {
                        type = .known(.decimal(scale: max(scale, number.scale)))
                    }
                    continue
                }
            } else if let wider = type.joined(with: literal.type) {
                type = wider
                continue
            }
            operand.value.note("found \(literal.type.described)", expected: "\(type.described), as beside it")
            return nil
        }
        return type
    }
}

extension ExpressionType {
    /// The type that holds the values of both; nil if they do not match.
    func joined(with other: ExpressionType) -> ExpressionType? {
        switch (self, other) {
        case (.null, let type), (let type, .null): return type
        case (.dynamic, _), (_, .dynamic): return .dynamic
        case (.number, .known(let type)), (.known(let type), .number): return type.isNumeric ? .number : nil
        case (.number, .number): return .number
        case (.known(let a), .known(let b)):
            if a == b { return self }
            guard let left = a.content.scale, let right = b.content.scale else { return nil }
            return .known(.decimal(scale: max(left, right)))
        }
    }
}
