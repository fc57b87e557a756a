import RefoldCore
import RefoldDefinitions
import RefoldJSON
import RefoldValues

/// A column as far as it could be read: its name is known even if its type is not, so that its uses are no further faults.
struct DeclaredColumn {
    let member: DefinitionObject.Member
    let type: ColumnType?
    let defaultValue: Literal?

    var name: String { member.key }
    var definition: ColumnDefinition? {
        type.map { ColumnDefinition(name: name, type: $0, defaultValue: defaultValue, line: member.line) }
    }
}

extension ProjectionParser {
    func columns(_ object: DefinitionObject) -> [DeclaredColumn] {
        guard let members = object.required("columns")?.object("an object of columns")?.members else { return [] }
        return members.map { member in
            checkName(member)
            return column(member)
        }
    }

    private func column(_ member: DefinitionObject.Member) -> DeclaredColumn {
        let value = member.value
        guard let object = value.members else {
            return DeclaredColumn(member: member, type: type(value, beside: nil), defaultValue: nil)
        }
        object.allowOnly(["type", "scale", "currency", "default"])
        let type = object.required("type").flatMap { self.type($0, beside: object) }
        var literal: Literal?
        if let value = object.optional("default"), let type { literal = self.literal(value, for: type) }
        return DeclaredColumn(member: member, type: type, defaultValue: literal)
    }

    private func type(_ value: DefinitionValue, beside object: DefinitionObject?) -> ColumnType? {
        guard let word = value.string("a type: " + DefinitionValue.list(ColumnType.words)) else { return nil }
        guard ColumnType.words.contains(word) else {
            value.noteUnknown("column type", word, among: ColumnType.words)
            return nil
        }
        if word != "decimal", let scale = object?.optional("scale") {
            scale.note("a column of type \(word) has no scale", remedy: "remove it")
        }
        if word != "money", let currency = object?.optional("currency") {
            currency.note("a column of type \(word) has no currency", remedy: "remove it")
        }
        var scale: Int?
        var currency: String?
        if word == "decimal" {
            guard let value = object?.optional("scale") else {
                value.note("a decimal column has no scale", remedy: "write {type: \"decimal\", scale: 2}")
                return nil
            }
            scale = value.integer(ColumnType.scales)
        }
        if word == "money" {
            guard let value = object?.optional("currency") else {
                value.note(
                    "a money column names no currency column", remedy: "write {type: \"money\", currency: \"currency\"}")
                return nil
            }
            currency = value.string("the name of a text column")
        }
        return ColumnType(word: word, scale: scale, currency: currency)
    }

    /// A default. Nil for null, and for what does not fit.
    func literal(_ value: DefinitionValue, for type: ColumnType) -> Literal? {
        let literal: Literal
        switch value.node.value {
        case .null: return nil
        case _ where type.content == .json:
            let json = value.node.json.utf8
            if !json.span.hasStorableNumbers { value.note(JSONNumberRange.what, expected: JSONNumberRange.expected) }
            return .json(value.node.json)
        case .string(let text): literal = .text(text)
        case .bool(let flag): literal = .boolean(flag)
        case .number(let number):
            guard let exact = ExactDecimal(number.json) else {
                value.note("the number \(number.text) cannot be kept exactly", expected: type.described)
                return nil
            }
            literal = .number(exact)
        case .object, .array:
            value.noteWrongKind(expected: type.described)
            return nil
        }
        guard literal.fits(type) else {
            value.note("the default does not fit the column", expected: type.described)
            return nil
        }
        return type.isNumeric ? literal.number.map(Literal.number) ?? literal : literal
    }
}
