import RefoldCore
import RefoldDefinitions
import RefoldJSON

extension ProjectionParser {
    func computed(_ object: DefinitionObject, columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [ComputedDefinition] {
        guard let members = object.optional("computed")?.object("an object of computed columns")?.members else { return [] }
        var refused = unreadable(columns: columns, key: key)
        for member in members { refused[member.key] = "the computed column \"\(member.key)\" stands below this one" }
        let readable = columnTypes(columns: columns, key: key)
        var parser = ExpressionParser(scope: ExpressionScope(.row, columns: readable, refused: refused))
        var computed: [ComputedDefinition] = []
        for member in members {
            checkName(member)
            let isTaken = columns.contains { $0.name == member.key } || key.contains { $0.name == member.key }
            if isTaken { member.note("there is a column \"\(member.key)\" already", remedy: "give the computed column another name") }
            if !isTaken { parser.scope.refuse(member.key, because: "the computed column \"\(member.key)\" is this one") }
            if let definition = computedColumn(member, parser) {
                computed.append(definition)
                if !isTaken { parser.scope.add(definition.name, definition.type) }
            } else if !isTaken {
                parser.scope.refuse(member.key, because: "the computed column \"\(member.key)\" could not be read")
            }
        }
        return computed
    }

    private func computedColumn(_ member: DefinitionObject.Member, _ parser: ExpressionParser) -> ComputedDefinition? {
        if case .string(let text) = member.value.node.value, parser.scope.type(of: text) != nil {
            member.value.note(
                "\"\(text)\" is a text here, and the name of a column", expected: "one of them",
                remedy: "write {column: \"\(text)\"} or {text: \"\(text)\"}")
            return nil
        }
        guard let value = parser.expression(member.value) else { return nil }
        guard case .known(let type) = value.type else {
            member.value.note(
                "the type of the column cannot be told: it is \(value.type.described)", expected: "a value of a known type",
                remedy: value.type == .number ? "state its decimals: {sum: […], scale: 2}" : nil)
            return nil
        }
        if let scale = type.content.scale, !ColumnType.scales.contains(scale) {
            member.value.note("the column would have \(scale) decimals", expected: "at most \(ColumnType.scales.upperBound)")
            return nil
        }
        return ComputedDefinition(name: member.key, value: value, type: type, line: member.line)
    }

    /// The key parts and columns of the row with a known type.
    func columnTypes(columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [(name: String, type: ColumnType)] {
        key.compactMap { part in part.part.map { (part.name, $0.type) } }
            + columns.compactMap { column in column.type.map { (column.name, $0) } }
    }

    /// Columns of the file that could not be read, so that their uses are not reported as unknown columns.
    func unreadable(columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [String: String] {
        var refused: [String: String] = [:]
        for column in columns where column.type == nil {
            refused[column.name] = "the type of the column \"\(column.name)\" could not be read"
        }
        for part in key where part.part == nil { refused[part.name] = "the key part \"\(part.name)\" could not be read" }
        return refused
    }
}
