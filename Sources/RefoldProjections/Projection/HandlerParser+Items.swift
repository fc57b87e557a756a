import RefoldCore
import RefoldDefinitions

/// Lists that entries go through, and the keys that entries have of their own.
extension HandlerParser {
    /// The list that an entry goes through.
    func list(_ value: DefinitionValue) -> ItemList? {
        let expected = "the path of a list, such as \"$.lines\""
        guard let text = value.string(expected) else { return nil }
        guard !ExpressionParser.isOfItem(text) else {
            value.note("a list inside an item cannot be gone through", expected: expected, remedy: "read one of its elements, such as \"@item.parts[0]\"")
            return nil
        }
        // Without a path in it, a text is a literal, and what is wrong with a path is noted.
        guard let expression = parser.expression(value) else { return nil }
        guard case .path(let path) = expression.form, !path.names.isEmpty else {
            value.note("\"\(text)\" is no path of a list", expected: expected)
            return nil
        }
        return ItemList(path: path, line: value.line)
    }

    /// The parts of an entry's own key.
    func key(_ value: DefinitionValue) -> [ValueExpression]? {
        let values = value.elements ?? [value]
        guard values.count == key.count else {
            value.note("the key has \(values.count == 1 ? "1 part" : "\(values.count) parts")", expected: "as many as the key of the projection: \(key.count)")
            return nil
        }
        var scope = ExpressionScope(.key, columns: [])
        scope.hasItem = parser.scope.hasItem
        let parts = zip(values, key).map { value, part -> ValueExpression? in
            value.members?.optional("as")?.note("the part is named in the key of the projection: \"\(part.name)\"", remedy: "remove it")
            guard let found = file.keyValue(value, ExpressionParser(scope: scope)).found else { return nil }
            guard let type = part.part?.type, type != found.type else { return found.value }
            value.note("the key part is \(found.type.word)", expected: "\(type.word), as \"\(part.name)\" in the key of the projection")
            return nil
        }
        return parts.contains { $0 == nil } ? nil : parts.compactMap { $0 }
    }

    /// Whether an entry that goes through no list has a key; notes it if not.
    func hasKey(_ value: DefinitionValue) -> Bool {
        guard key.contains(where: { $0.part?.value.isOfItem ?? false }) else { return true }
        value.note(
            "the key is taken from an item, and this entry goes through no list", expected: "{each, set}, or a key of the entry's own",
            remedy: "write {key: \"$.name\", set: …} with what the row is known by here")
        return false
    }
}

extension ProjectionParser {
    /// Whether an entry of any handler goes through a list, whatever else is wrong with it.
    func goesThroughLists(_ object: DefinitionObject) -> Bool {
        (object.optional("on")?.members?.members ?? []).contains { handler in
            (handler.value.elements ?? [handler.value]).contains { $0.members?.contains("each") ?? false }
        }
    }
}
