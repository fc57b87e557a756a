import RefoldCore
import RefoldDefinitions
import RefoldValues

extension ExpressionParser {
    /// The words of readings, each with the keys that may stand beside it.
    static let readingKeys = [
        "number": ["decimal", "group"], "time": ["unit", "timeZone"], "date": ["form", "century"], "money": ["unit", "currency"],
    ]

    /// `{number: v, decimal: ",", group: "."}` and its like.
    func reading(_ word: String, _ object: DefinitionObject, _ value: DefinitionValue) -> ValueExpression? {
        object.allowOnly([word] + (Self.readingKeys[word] ?? []) + (scope.kind == .key ? ["as"] : []))
        let statement = statement(word, object)
        guard let operand = expression(value, strings: inner) else { return nil }
        return read(operand, by: statement, word, value)
    }

    /// What the keys beside the word of a reading state.
    enum Statement {
        case nothing
        case stated(StatedReading)
        /// They could not be read, and faults were noted.
        case faulty
    }

    func statement(_ word: String, _ object: DefinitionObject) -> Statement {
        switch word {
        case "number": number(object)
        case "time": time(object)
        case "date": date(object)
        default: money(object)
        }
    }

    /// The value as it is stated to be written; notes a fault and returns nil if it cannot be written so.
    func read(_ operand: ValueExpression, by statement: Statement, _ word: String, _ value: DefinitionValue) -> ValueExpression? {
        let stated: StatedReading
        switch statement {
        case .faulty: return nil
        case .nothing: return reading(word == "number" ? .number : word == "time" ? .time : .date, operand, value)
        case .stated(let reading): stated = reading
        }
        if case .text(let text)? = operand.literal, !stated.reads(text) {
            value.note("found the text \"\(text)\"", expected: "a text in the stated form", remedy: columnRemedy(text))
            return nil
        }
        let takesNumber =
            switch stated {
            case .since1970, .minorUnits: true
            case .date: operand.type == .known(.integer)
            case .number, .local: false
            }
        switch operand.type {
        case .dynamic, .null, .known(.text): break
        case let type where takesNumber && type.isNumeric && type.content != .money: break
        case let type where type == stated.type: return operand
        case let type where word == "number" && type.isNumeric: return operand
        default:
            value.note("found \(operand.type.described)", expected: takesNumber ? "a number, or a text that holds one" : "a text")
            return nil
        }
        return ValueExpression(form: .reading(stated, of: operand), type: stated.type, line: operand.line)
    }

    private func number(_ object: DefinitionObject) -> Statement {
        let marks = [object.optional("decimal"), object.optional("group")]
        let decimal = marks[0]?.word("decimal mark", among: NumberForm.DecimalMark.allCases.map(\.text))
        let group = marks[1]?.word("group mark", among: NumberForm.GroupMark.allCases.map(\.text))
        if marks[0] == nil, marks[1] == nil { return .nothing }
        if marks[0] != nil, decimal == nil { return .faulty }
        if marks[1] != nil, group == nil { return .faulty }
        if let group, group == decimal {
            marks[1]?.note("\"\(group)\" cannot stand before decimals and between groups", expected: "two marks")
            return .faulty
        }
        // A point that separates groups stands before no decimals.
        let before = decimal ?? (group == "." ? "" : ".")
        return .stated(
            .number(
                NumberForm(
                    decimal: NumberForm.DecimalMark.allCases.first { $0.text == before },
                    group: NumberForm.GroupMark.allCases.first { $0.text == group })))
    }

    private func time(_ object: DefinitionObject) -> Statement {
        if let value = object.optional("unit") {
            if let zone = object.optional("timeZone") {
                zone.note("a time since 1970 is counted in UTC", expected: "no zone beside a unit", remedy: "remove it")
                return .faulty
            }
            guard let word = value.word("unit of time", among: TimeUnit.allCases.map(\.rawValue)), let unit = TimeUnit(rawValue: word) else {
                return .faulty
            }
            return .stated(.since1970(unit))
        }
        guard let value = object.optional("timeZone") else { return .nothing }
        guard let zone = scope.timeZone(value) else { return .faulty }
        return .stated(.local(timeZone: zone))
    }

    private func date(_ object: DefinitionObject) -> Statement {
        guard let form = object.optional("form") else {
            guard let century = object.optional("century") else { return .nothing }
            century.note("a century stands beside no form", expected: DateForm.expected)
            return .faulty
        }
        var century: Int?
        if let value = object.optional("century") {
            century = value.integer(100...9900)
            if century == nil { return .faulty }
        }
        guard let text = form.string("a form of days such as \"DD/MM/YYYY\"") else { return .faulty }
        do throws(DateForm.Refusal) {
            return .stated(.date(try DateForm(text, century: century)))
        } catch {
            let capital = text.uppercased()
            let isMeant = (try? DateForm(capital, century: nil)) != nil || (try? DateForm(capital, century: 2000)) != nil
            form.note(error.what, expected: error.expected, remedy: text != capital && isMeant ? "write \"\(capital)\"" : nil)
            return .faulty
        }
    }

    private func money(_ object: DefinitionObject) -> Statement {
        let unit = object.required("unit")?.word("unit of money", among: ["minor"])
        var currency: ValueExpression?
        if let value = object.optional("currency") {
            guard let code = expression(value, strings: scope.kind == .row ? .column : .value) else { return .faulty }
            guard code.type == .dynamic || code.type == .known(.text) else {
                value.note("found \(code.type.described)", expected: "the code of a currency")
                return .faulty
            }
            if case .text(let text)? = code.literal, Currency(code: text) == nil {
                value.note("the currency \"\(text)\" is not known", remedy: Suggestion.phrase(for: text, among: Currency.all.map(\.code)))
                return .faulty
            }
            currency = code
        } else if target?.currency == nil {
            object.note(
                "nothing says of which currency the minor units are", expected: "a column of type money that is set, or a currency",
                remedy: "write {money: …, unit: \"minor\", currency: \"$.currency\"}")
            return .faulty
        }
        return unit == nil ? .faulty : .stated(.minorUnits(currency: currency))
    }
}

extension StatedReading {
    /// Whether a text is written as stated.
    fileprivate func reads(_ text: String) -> Bool {
        let utf8 = text.utf8
        return switch self {
        case .number(let form): form.reads(utf8.span)
        case .since1970, .minorUnits: WideDecimal(utf8.span) != nil
        case .local: (try? Timestamp(local: utf8.span, in: .utc)) != nil
        case .date(let form): (try? form.date(utf8.span)) != nil
        }
    }
}
