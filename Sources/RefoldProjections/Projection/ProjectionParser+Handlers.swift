import RefoldCore
import RefoldDefinitions
import RefoldJSON
import RefoldValues

extension ProjectionParser {
    func handlers(_ object: DefinitionObject, columns: [DeclaredColumn], key: [DeclaredKeyPart]) -> [HandlerDefinition] {
        guard let on = object.required("on")?.object("an object of handlers by event type") else { return [] }
        if on.members.isEmpty { on.note("no event is handled", expected: "at least one event type") }
        var refused = unreadable(columns: columns, key: key)
        for name in object.optional("computed")?.members?.keys ?? [] {
            refused[name] = "the computed column \"\(name)\" is worked out after the fold; a handler cannot use it"
        }
        for column in columns where column.type != nil { refused[column.name] = nil }
        let scope = ExpressionScope(.handler, columns: columnTypes(columns: columns, key: key), refused: refused)
        let parser = HandlerParser(file: self, parser: ExpressionParser(scope: scope), columns: columns, key: key)
        return on.members.map(parser.handler)
    }
}

/// Reads the handler of one event type.
struct HandlerParser {
    let file: ProjectionParser
    let parser: ExpressionParser
    let columns: [DeclaredColumn]
    let key: [DeclaredKeyPart]

    /// The same, where expressions may speak of an item.
    var ofItem: HandlerParser {
        var parser = parser
        parser.scope.hasItem = true
        return HandlerParser(file: file, parser: parser, columns: columns, key: key)
    }

    func handler(_ member: DefinitionObject.Member) -> HandlerDefinition {
        if member.key.isEmpty { member.note("the event type is empty", expected: "a name, or \"*\"") }
        let values = member.value.elements ?? [member.value]
        return HandlerDefinition(
            eventType: member.key == "*" ? nil : member.key, entries: values.compactMap(entry), line: member.line)
    }

    private func entry(_ value: DefinitionValue) -> HandlerEntry? {
        if case .string(let word) = value.node.value {
            guard delete(word, value), hasKey(value) else { return nil }
            return HandlerEntry(when: [], action: .delete, line: value.line)
        }
        guard let object = value.object("an object of changes, {when, set}, a list of these, or \"delete\"") else { return nil }
        guard isConditional(object) else {
            guard hasKey(value) else { return nil }
            return HandlerEntry(when: [], action: .change(changes(object)), line: value.line)
        }
        object.allowOnly(Self.words, otherWords: OtherWords.entries)
        guard let each = object.optional("each") else { return entry(object, value, each: nil) }
        let list = list(each)
        let entry = ofItem.entry(object, value, each: list)
        return list == nil ? nil : entry
    }

    private func entry(_ object: DefinitionObject, _ value: DefinitionValue, each: ItemList?) -> HandlerEntry? {
        let isWithoutItem = object.optional("each") == nil
        var key: [ValueExpression]?
        if let own = object.optional("key") {
            key = self.key(own)
            if key == nil { return nil }
        } else if isWithoutItem, !hasKey(value) {
            return nil
        }
        let when = object.optional("when").map { parser.tests($0) } ?? []
        guard let set = object.required("set"), let action = action(set), let when else { return nil }
        return HandlerEntry(each: each, key: key, when: when, action: action, line: value.line)
    }

    private func action(_ value: DefinitionValue) -> HandlerEntry.Action? {
        if case .string(let word) = value.node.value { return delete(word, value) ? .delete : nil }
        return value.object("an object of changes, or \"delete\"").map { .change(changes($0)) }
    }

    private func delete(_ word: String, _ value: DefinitionValue) -> Bool {
        if word == "delete" { return true }
        value.note(
            "found the text \"\(word)\"", expected: "an object of changes, or \"delete\"",
            remedy: Suggestion.phrase(for: word, among: ["delete"]))
        return false
    }

    private static let words = ["each", "key", "when", "set"]

    /// Whether the object is `{when, set}`, and not changes of columns that happen to have these names.
    private func isConditional(_ object: DefinitionObject) -> Bool {
        // A key alone is a key part that somebody wants to set.
        let words = Self.words.filter(object.contains)
        let names = Set(columns.map(\.name))
        if words.isEmpty || words == ["key"] { return false }
        if !words.allSatisfy(names.contains) { return true }
        guard Set(object.keys).isSubset(of: Self.words), let set = object.optional("set")?.members else { return false }
        return set.keys.allSatisfy(names.contains)
    }

    private func changes(_ object: DefinitionObject) -> [Change] { object.members.compactMap(change) }

    private func change(_ member: DefinitionObject.Member) -> Change? {
        guard let column = columns.first(where: { $0.name == member.key }) else {
            noteNotSettable(member)
            return nil
        }
        var operation = Change.Operation.set
        var value = member.value
        if let object = value.members {
            if let (found, operand) = self.operation(object) {
                object.allowOnly([found.rawValue], otherWords: OtherWords.updates)
                (operation, value) = (found, operand)
            } else if isNeitherUpdateNorValue(object) {
                return nil
            }
        }
        var parser = parser
        parser.target = column.type
        guard let expression = parser.expression(value), let type = column.type else { return nil }
        guard permits(operation, on: type, member), fits(expression, column.name, type, value) else { return nil }
        guard keepsOrder(operation, expression, on: type, member) else { return nil }
        return Change(column: column.name, operation: operation, value: expression, line: member.line)
    }

    /// `{add: v}` and similar. `{subtract: [a, b]}` is a value, not a change.
    private func operation(_ object: DefinitionObject) -> (Change.Operation, DefinitionValue)? {
        for member in object.members {
            guard let operation = Change.Operation(rawValue: member.key), operation != .set else { continue }
            if operation == .subtract, member.value.elements != nil { continue }
            return (operation, member.value)
        }
        return nil
    }

    /// Notes an object that is meant as an update and is none of the language's.
    private func isNeitherUpdateNorValue(_ object: DefinitionObject) -> Bool {
        guard let first = object.members.first, object.members.count == 1 else { return false }
        let updates = Change.Operation.allCases.filter { $0 != .set }.map(\.rawValue)
        if first.key == "sum", first.value.elements == nil {
            first.note("sum is no update of a column", expected: DefinitionValue.list(updates), remedy: "write {add: …}, or {sum: [v, …]} for a value")
            return true
        }
        guard !ExpressionParser.forms.contains(first.key) else { return false }
        let words = OtherWords.updates.merging(OtherWords.forms) { update, _ in update }
        first.noteUnknown("update", among: updates + ExpressionParser.forms.filter { !updates.contains($0) }, otherWords: words)
        return true
    }

    private func noteNotSettable(_ member: DefinitionObject.Member) {
        if key.contains(where: { $0.name == member.key }) {
            member.note("\"\(member.key)\" is a part of the key; no handler changes it")
        } else if let reason = parser.scope.refusal(of: member.key) {
            member.note(reason)
        } else {
            member.noteUnknown("column", among: columns.map(\.name), otherWords: OtherWords.handlers)
        }
    }

    /// A text column orders its texts by their bytes: numbers and times in it would be ordered otherwise than they read.
    private func keepsOrder(
        _ operation: Change.Operation, _ expression: ValueExpression, on type: ColumnType, _ member: DefinitionObject.Member
    ) -> Bool {
        guard operation == .min || operation == .max, type == .text, expression.literal?.isText != true else { return true }
        guard let reading = expression.type.reading else { return true }
        member.value.note(
            "\(operation.rawValue) in a text column goes by bytes, and \(expression.type.described) does not",
            expected: reading == .number ? "a column of type integer, decimal or money" : "a column of type timestamp or date")
        return false
    }

    private func permits(_ operation: Change.Operation, on type: ColumnType, _ member: DefinitionObject.Member) -> Bool {
        switch operation {
        case .set, .first: return true
        case .add, .subtract:
            if type.isNumeric { return true }
            member.value.note(
                "\(operation.rawValue) on a column of type \(type.word)", expected: "a column of type integer, decimal or money")
        case .min, .max:
            if type.isOrdered { return true }
            member.value.note("\(operation.rawValue) on a column of type \(type.word)", expected: "a column of a type that has an order")
        }
        return false
    }

    private func fits(_ expression: ValueExpression, _ column: String, _ type: ColumnType, _ value: DefinitionValue) -> Bool {
        if let literal = expression.literal {
            if literal.fits(type) { return true }
            let remedy: String? = if case .text(let text) = literal { parser.columnRemedy(text) } else { nil }
            value.note("the value does not fit the column \"\(column)\"", expected: type.described, remedy: remedy)
            return false
        }
        if case .arithmetic(let arithmetic) = expression.form, type.isNumeric, expression.type.canGo(into: type) {
            return scaleFits(arithmetic, expression, type, value)
        }
        if expression.type.canGo(into: type) { return true }
        let isTime = expression.type.content == .timestamp && type.content == .date
        value.note(
            "\(expression.type.described) cannot go into the column \"\(column)\"", expected: type.described,
            remedy: isTime ? "cut it: {day: …, timeZone: \"UTC\"}" : nil)
        return false
    }

    /// A given scale that is larger than the column's could never be kept.
    private func scaleFits(_ arithmetic: Arithmetic, _ expression: ValueExpression, _ type: ColumnType, _ value: DefinitionValue) -> Bool {
        guard let stated = arithmetic.scale, let places = type.content.scale, stated > places else { return true }
        value.note("the scale \(stated) is finer than the column's", expected: "a scale of at most \(places)")
        return false
    }
}
