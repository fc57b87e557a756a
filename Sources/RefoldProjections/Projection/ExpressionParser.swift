import RefoldCore
import RefoldDefinitions
import RefoldValues

/// Reads values, tests and their parts. Every method notes a fault and returns nil if it cannot read something.
///
/// Used for projections and, with a scope of the read model's columns, for the filters of reports.
public struct ExpressionParser {
    /// What may be named where the expression stands.
    public var scope: ExpressionScope
    /// The type of the column that the value is for; nil if it is for none.
    var target: ColumnType?

    public init(scope: ExpressionScope) { self.scope = scope }

    /// The meaning of a plain string.
    enum StringMeaning {
        /// A literal; or a path or an attribute if it has that form.
        case value
        /// The name of a column: inside the arithmetic of a computed column.
        case column
    }

    /// The keys that determine the form of a value written as an object.
    static let forms =
        ["text", "column"] + CalendarUnit.allCases.map(\.rawValue) + Arithmetic.Operation.allCases.map(\.rawValue)
        + ["coalesce", "days", "case"] + ValueFunction.words

    /// What a string means inside arithmetic, `coalesce`, `days`, cuts, readings and what is made of texts.
    var inner: StringMeaning { scope.kind == .row ? .column : .value }

    /// Reads a value: a literal, a path, an attribute, or an object whose key names the form.
    public func expression(_ value: DefinitionValue) -> ValueExpression? { expression(value, strings: .value) }

    func expression(_ value: DefinitionValue, strings: StringMeaning) -> ValueExpression? {
        switch value.node.value {
        case .null: return literal(.null, value)
        case .bool(let flag): return literal(.boolean(flag), value)
        case .number(let number):
            guard let exact = ExactDecimal(number.json) else {
                value.note("the number \(number.text) cannot be kept exactly", expected: "at most 38 digits")
                return nil
            }
            return literal(.number(exact), value)
        case .string(Self.moment): return moment(value)
        case .string(let text): return strings == .column ? column(text, value) : plain(text, value)
        case .array:
            value.noteWrongKind(expected: "a value", remedy: "write {sum: […]} to add several")
            return nil
        case .object: return object(value)
        }
    }

    /// The word for the moment of a report.
    static let moment = "@as_of"

    private func moment(_ value: DefinitionValue) -> ValueExpression? {
        guard scope.hasMoment else {
            value.note(
                "\"\(Self.moment)\" is the moment of a report, and there is none here",
                remedy: "use it in a report, in its columns and in where; write {text: \"\(Self.moment)\"} if it is a text")
            return nil
        }
        return ValueExpression(form: .moment, type: .known(.timestamp), line: value.line)
    }

    /// Notes a word of a report that begins like its moment.
    private func noteUnknownMoment(_ text: String, _ value: DefinitionValue) {
        value.note(
            "there is no \"\(text)\"", expected: "\"\(Self.moment)\", a column or a text",
            remedy: Suggestion.phrase(for: text, among: [Self.moment]) ?? "write {text: \"\(text)\"} if it is a text")
    }

    private func literal(_ literal: Literal, _ value: DefinitionValue) -> ValueExpression {
        ValueExpression(form: .literal(literal), type: literal.type, line: value.line)
    }

    /// A column of the row, by name.
    func column(_ name: String, _ value: DefinitionValue) -> ValueExpression? {
        if let type = scope.type(of: name) { return ValueExpression(form: .column(name), type: .known(type), line: value.line) }
        if scope.kind == .key {
            value.note("a key cannot use a column", expected: "something of the event")
        } else if let reason = scope.refusal(of: name) {
            value.note(reason)
        } else if scope.hasMoment, name == Self.moment {
            value.note("the moment of the report is no column", expected: "the name of a column", remedy: "write \"\(Self.moment)\" without column")
        } else if scope.hasMoment, name.hasPrefix("@") {
            noteUnknownMoment(name, value)
        } else {
            guard ExactDecimal(name) == nil else {
                value.note("the text \"\(name)\" names no column", expected: "a column or a number", remedy: "write \(name) without quotes")
                return nil
            }
            value.noteUnknown("column", name, among: scope.names)
        }
        return nil
    }

    /// A string that is not the name of a column.
    private func plain(_ text: String, _ value: DefinitionValue) -> ValueExpression? {
        if text.hasPrefix("$.") || text.hasPrefix("$[") || text.hasPrefix("@") || text == "$" { return event(text, value) }
        if let second = text.unicodeScalars.dropFirst().first, text.hasPrefix("$"), second.startsIdentifier {
            value.note(
                "\"\(text)\" is not a path", expected: "\"$.\(text.dropFirst())\"", remedy: "write {text: \"\(text)\"} if it is a text")
            return nil
        }
        if scope.kind == .key {
            value.note(
                "\"\(text)\" is the same for every event", expected: "something of the event",
                remedy: "write \"$.\(text)\", or {text: \"\(text)\"} if it is a text")
            return nil
        }
        return literal(.text(text), value)
    }

    /// A value of the event: `$.a`, `@type`, `@metadata.x`.
    private func event(_ text: String, _ value: DefinitionValue) -> ValueExpression? {
        guard scope.kind != .row else {
            guard !scope.hasMoment || !text.hasPrefix("@") else {
                noteUnknownMoment(text, value)
                return nil
            }
            value.note("\"\(text)\" speaks of an event, and there is none here", expected: "a column or a text",
                remedy: "write {text: \"\(text)\"} if it is a text")
            return nil
        }
        do throws(PayloadPath.Malformed) {
            if text.hasPrefix("$") { return dynamic(try PayloadPath(root: .data, rest: text.dropFirst()), value) }
            let metadata = PayloadPath.Root.metadata.rawValue
            if text == metadata || text.hasPrefix(metadata + ".") || text.hasPrefix(metadata + "[") {
                return dynamic(try PayloadPath(root: .metadata, rest: text.dropFirst(metadata.count)), value)
            }
            if Self.isOfItem(text) {
                guard scope.hasItem else {
                    noteNoItem(text, value)
                    return nil
                }
                let item = PayloadPath.Root.item.rawValue
                if text.hasPrefix(item) { return dynamic(try PayloadPath(root: .item, rest: text.dropFirst(item.count)), value) }
            }
        } catch {
            value.note("\(error.what) \"\(text)\"", expected: error.expected)
            return nil
        }
        guard let attribute = EventAttribute(rawValue: String(text.dropFirst())) else {
            let own = EventAttribute.allCases.filter { $0 != .index || scope.hasItem }.map { "@" + $0.rawValue }
            let known = own + ["@metadata.name", "@metadata"] + (scope.hasItem ? ["@item.name", "@item"] : [])
            value.note(
                "events have no \"\(text)\"", expected: DefinitionValue.list(known),
                remedy: Suggestion.phrase(for: text, among: known) ?? "write {text: \"\(text)\"} if it is a text")
            return nil
        }
        return ValueExpression(form: .attribute(attribute), type: .known(attribute.type), line: value.line)
    }

    private func dynamic(_ path: PayloadPath, _ value: DefinitionValue) -> ValueExpression {
        // An item may be a text or a number by itself.
        let isWhole = path.names.isEmpty && path.root != .item
        return ValueExpression(form: .path(path), type: isWhole ? .known(.json) : .dynamic, line: value.line)
    }

    private func object(_ value: DefinitionValue) -> ValueExpression? {
        guard let object = value.members else { return nil }
        let takesLength = object.contains("prefix")
        let forms = object.members.filter { Self.forms.contains($0.key) && !(takesLength && $0.key == "length") }
        guard let form = forms.first, forms.count == 1 else {
            if forms.count > 1 {
                value.note("found several forms of value: \(forms.map(\.key).joined(separator: ", "))", expected: "one of them")
            } else if let first = object.members.first {
                first.noteUnknown("form of value", among: Self.forms, otherWords: OtherWords.forms)
            } else {
                value.note("found an empty object", expected: "a value")
            }
            return nil
        }
        switch form.key {
        case "text":
            object.allowOnly(["text"])
            return form.value.string().map { literal(.text($0), value) }
        case "column":
            object.allowOnly(["column"])
            return form.value.string("the name of a column").flatMap { column($0, form.value) }
        case "coalesce": return coalesce(object, form.value)
        case "days": return days(object, form.value)
        case "case": return branches(object, form.value)
        default:
            if let unit = CalendarUnit(rawValue: form.key) { return cut(unit, object, form.value) }
            if ValueFunction.words.contains(form.key) { return function(form.key, object, form.value) }
            return Arithmetic.Operation(rawValue: form.key).flatMap { arithmetic($0, object, form.value) }
        }
    }
}

extension EventAttribute {
    var type: ColumnType {
        switch self {
        case .stream, .type, .id: .text
        case .version, .position, .index: .integer
        case .occurredAt, .recordedAt: .timestamp
        }
    }
}
