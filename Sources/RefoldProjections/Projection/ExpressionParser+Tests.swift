import RefoldCore
import RefoldDefinitions
import RefoldJSON

extension ExpressionParser {
    /// Reads the object of a `when` or a `where`: all its tests must hold.
    public func tests(_ value: DefinitionValue) -> [RowTest]? {
        guard let object = value.object("an object of tests") else { return nil }
        let tests = object.members.compactMap(test)
        return tests.count == object.members.count ? tests : nil
    }

    private func test(_ member: DefinitionObject.Member) -> RowTest? {
        guard var subject = subject(member) else { return nil }
        var words = ["not"] + Condition.Comparison.allCases.map(\.rawValue)
        var options: [String] = []
        if let object = member.value.members, let word = object.optional("read") {
            guard let read = read(subject, word, object) else { return nil }
            subject = read.subject
            options = ["read"] + read.keys
            words += options
            if object.members.allSatisfy({ options.contains($0.key) }) {
                member.value.note("nothing is tested", expected: DefinitionValue.list(words.filter { !options.contains($0) }))
                return nil
            }
        } else if scope.kind == .handler {
            words.append("read")
        }
        guard let condition = condition(member.value, on: subject, words, besides: options) else { return nil }
        return RowTest(subject: subject, condition: condition, line: member.line)
    }

    /// The tested value: a path or an attribute if there is an event, else a column.
    private func subject(_ member: DefinitionObject.Member) -> ValueExpression? {
        let name = member.key
        let key = DefinitionValue(
            JSON5Node(.string(name), line: member.line), at: member.value.path, in: member.value.reader)
        if name.hasPrefix("$") || name.hasPrefix("@") { return expression(key, strings: .value) }
        return column(name, key)
    }

    /// The subject of a test as `read` says it is written, and the keys that belong to it.
    private func read(_ subject: ValueExpression, _ word: DefinitionValue, _ object: DefinitionObject) -> (subject: ValueExpression, keys: [String])? {
        guard scope.kind == .handler else {
            word.note("a column is read as its type says", expected: "no reading in a test on the row", remedy: "remove it")
            return nil
        }
        let readings = Self.readingKeys.keys.sorted()
        guard let reading = word.word("reading", among: readings) else { return nil }
        return read(subject, by: statement(reading, object), reading, word).map { ($0, Self.readingKeys[reading] ?? []) }
    }

    /// - Parameters:
    ///   - words: the keys that an object may have.
    ///   - others: those of them that are no conditions.
    private func condition(
        _ value: DefinitionValue, on subject: ValueExpression, _ words: [String], besides others: [String] = []
    ) -> Condition? {
        if let elements = value.elements { return any(of: elements, value, on: subject) }
        guard let object = value.members, let first = object.members.first, !Self.forms.contains(first.key) else {
            guard let operand = operand(value, on: subject) else { return nil }
            return operand.literal == .null ? .isNull : .isAny([operand])
        }
        let members = object.members.filter { !others.contains($0.key) }
        var conditions: [Condition] = []
        for member in members {
            if member.key == "not" {
                if let inner = condition(member.value, on: subject, words.filter { $0 != "read" && !others.contains($0) }) { conditions.append(.not(inner)) }
            } else if let comparison = Condition.Comparison(rawValue: member.key) {
                if let bound = bound(member.value, on: subject) { conditions.append(.compares(comparison, bound)) }
            } else {
                member.noteUnknown("test", among: words, otherWords: OtherWords.tests)
            }
        }
        guard conditions.count == members.count else { return nil }
        return conditions.count == 1 ? conditions[0] : .all(conditions)
    }

    private func any(of elements: [DefinitionValue], _ list: DefinitionValue, on subject: ValueExpression) -> Condition? {
        guard !elements.isEmpty else {
            list.note("found an empty list", expected: "at least one value", remedy: "write null to test for null")
            return nil
        }
        let operands = elements.compactMap { operand($0, on: subject) }
        guard operands.count == elements.count else { return nil }
        let values = operands.filter { $0.literal != .null }
        if values.count == operands.count { return .isAny(values) }
        return values.isEmpty ? .isNull : .either([.isNull, .isAny(values)])
    }

    /// The value that a subject is ordered against.
    private func bound(_ value: DefinitionValue, on subject: ValueExpression) -> ValueExpression? {
        if case .known(let type) = subject.type, !type.isOrdered {
            value.note("the column is \(type.word) and has no order", expected: "a value, a list, not or null")
            return nil
        }
        guard let operand = operand(value, on: subject) else { return nil }
        if operand.literal == .null {
            value.note("found null", expected: "a value", remedy: "nothing is ordered against null: write null or {not: null} as the test")
            return nil
        }
        if operand.type.content?.isOrdered == false {
            value.note("found \(operand.type.described)", expected: "a value that has an order")
            return nil
        }
        return ordered(operand, against: subject, value)
    }

    /// What other languages call the present.
    private static let clocks = ["now", "now()", "today", "today()", "current_date", "current_timestamp", "sysdate"]

    /// What to write in a report for the present of other languages.
    private func clockRemedy(_ text: String, for type: ColumnType) -> String? {
        guard scope.hasMoment, type.content.isTime, Self.clocks.contains(text.lowercased()) else { return nil }
        return type.content == .date ? "write {day: \"@as_of\"}" : "write \"@as_of\""
    }

    /// A value that the subject is compared with.
    private func operand(_ value: DefinitionValue, on subject: ValueExpression) -> ValueExpression? {
        guard let operand = expression(value, strings: .value) else { return nil }
        if let literal = operand.literal {
            if subject.type == .number, literal != .null, literal.number == nil {
                value.note("found \(literal.type.described)", expected: "a number")
                return nil
            }
            guard case .known(let type) = subject.type, !literal.isComparable(with: type) else { return operand }
            let remedy: String? = if case .text(let text) = literal { columnRemedy(text) ?? clockRemedy(text, for: type) } else { nil }
            value.note("found \(literal.type.described)", expected: type.compared, remedy: remedy)
            return nil
        }
        guard subject.type.isComparable(with: operand.type) else {
            value.note(
                "\(operand.type.described) is compared with \(subject.type.described)", expected: "two values of one kind",
                remedy: operand.form == .moment && subject.type == .known(.date) ? "write {day: \"\(Self.moment)\", timeZone: \"\(scope.zone)\"}" : nil)
            return nil
        }
        return operand
    }
}

extension ColumnType {
    /// What it can be compared with.
    fileprivate var compared: String {
        switch content {
        case .decimal, .money, .wideDecimal, .wideMoney: "a number"
        case .json: "null: nothing else can be asked of JSON"
        default: described
        }
    }
}
