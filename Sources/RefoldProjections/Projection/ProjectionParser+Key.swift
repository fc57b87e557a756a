import RefoldCore
import RefoldDefinitions

/// A key part as far as it could be read.
struct DeclaredKeyPart {
    let name: String
    let part: KeyPartDefinition?
}

extension ProjectionParser {
    func key(_ object: DefinitionObject, columns: [DeclaredColumn]) -> [DeclaredKeyPart] {
        guard let value = object.required("key") else { return [] }
        let values = value.elements ?? [value]
        if values.isEmpty { value.note("found an empty list", expected: "at least one key part") }
        var scope = ExpressionScope(.key, columns: [])
        scope.hasItem = goesThroughLists(object)
        let parser = ExpressionParser(scope: scope)
        var parts: [DeclaredKeyPart] = []
        for value in values {
            guard let part = keyPart(value, isOnly: values.count == 1, parser) else { continue }
            if parts.contains(where: { $0.name == part.name }) {
                value.note("two key parts have the name \"\(part.name)\"", remedy: "give one another name: {value: …, as: \"name\"}")
            } else if let column = columns.first(where: { $0.name == part.name }) {
                column.member.note("the column \"\(part.name)\" has the name of a key part", remedy: "rename one of them")
            }
            parts.append(part)
        }
        return parts
    }

    private func keyPart(_ value: DefinitionValue, isOnly: Bool, _ parser: ExpressionParser) -> DeclaredKeyPart? {
        let (expression, found) = keyValue(value, parser)
        let name = keyPartName(value, stated: value.members?.optional("as"), isOnly: isOnly, expression)
        guard let name else { return nil }
        return DeclaredKeyPart(name: name, part: found.map { KeyPartDefinition(name: name, value: $0.value, type: $0.type, line: value.line) })
    }

    /// What a key part is taken from, and its value with what stands in for null.
    func keyValue(
        _ value: DefinitionValue, _ parser: ExpressionParser
    ) -> (expression: ValueExpression?, found: (value: ValueExpression, type: ColumnType)?) {
        var source = value
        var standIn: DefinitionValue?
        if let object = value.members {
            if let inner = object.optional("value") {
                object.allowOnly(["value", "as", "default"])
                source = inner
                standIn = object.optional("default")
            } else if object.optional("text") != nil {
                object.allowOnly(["text", "as"])
                source = DefinitionValue(
                    JSON5Node(.object([JSON5Member("text", value: object.optional("text")?.node ?? value.node)]), line: value.line),
                    at: value.path, in: value.reader)
            }
        }
        let expression = parser.expression(source)
        guard let expression else { return (nil, nil) }
        guard let type = keyType(expression) else {
            source.note("a key part cannot be this value", expected: "a path, an attribute of the event, or a day, month or year of one")
            return (expression, nil)
        }
        var whole = expression
        if let standIn {
            guard let literal = defaultLiteral(standIn, for: type) else { return (expression, nil) }
            let other = ValueExpression(form: .literal(literal), type: literal.type, line: standIn.line)
            whole = ValueExpression(form: .coalesce([expression, other]), type: .known(type), line: value.line)
        }
        return (expression, (whole, type))
    }

    /// What stands in for a part that is null: always the same, so that it names one row.
    private func defaultLiteral(_ value: DefinitionValue, for type: ColumnType) -> Literal? {
        if case .string(let text) = value.node.value, text.hasPrefix("$") || text.hasPrefix("@") {
            value.note("found the path or attribute \"\(text)\"", expected: "a value that is always the same, such as \"none\"")
            return nil
        }
        guard let literal = literal(value, for: type) else {
            if value.isNull { value.note("found null", expected: "a value that stands in for null, such as \"none\"") }
            return nil
        }
        return type == .text ? .text(literal.text) : literal
    }

    private func keyType(_ expression: ValueExpression) -> ColumnType? {
        switch expression.form {
        case .path(let path): path.names.isEmpty && path.root != .item ? nil : .text
        case .attribute(let attribute): attribute.type
        case .cut, .function, .reading: if case .known(let type) = expression.type { type } else { nil }
        case .literal(.text): .text
        default: nil
        }
    }

    /// The name is `as` if given, else `key` if there is only one part, else the last name of the path, or the unit of a truncated time.
    private func keyPartName(_ value: DefinitionValue, stated: DefinitionValue?, isOnly: Bool, _ expression: ValueExpression?) -> String? {
        if let stated {
            guard let name = stated.string("a name") else { return nil }
            if let refusal = DefinitionName.refusal(ofColumn: name, as: "a key part") {
                stated.note(refusal.what, expected: refusal.expected)
                return nil
            }
            return name
        }
        if isOnly { return "key" }
        guard let expression else { return nil }
        let name: String? =
            switch expression.form {
            case .path(let path): path.lastName
            case .attribute(let attribute): attribute.rawValue
            case .cut(let unit, _, _): unit.rawValue
            default: nil
            }
        guard let name, DefinitionName.refusal(ofColumn: name) == nil else {
            value.note(
                "the key part has no name" + (name.map { " that a column can have: \"\($0)\"" } ?? ""), expected: DefinitionName.rule,
                remedy: "name it: {value: …, as: \"name\"}")
            return nil
        }
        return name
    }
}
