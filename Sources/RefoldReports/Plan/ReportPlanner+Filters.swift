import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// Resolves tests to what rows are compared with. An amount is compared with a number only if its currency is certain.
    ///
    /// - Parameter others: the tests that may fix its currency; nil for these alone.
    func rowFilter(_ tests: [RowTest], among others: [RowTest]? = nil, at path: DefinitionPath) -> RowFilter {
        for test in tests { requireCurrency(of: test, among: others ?? tests, at: path) }
        return RowFilter(
            tests: tests.compactMap { test in
                if test.subject.form == .moment {
                    reader.note(
                        "the moment of the report is tested, which is the same for every row", line: test.line, path: path, expected: "a column",
                        remedy: "turn the test round: {blocked_until: {above: \"@as_of\"}}")
                }
                guard case .column(let name) = test.subject.form, case .known(let type) = test.subject.type, let place = scan(name) else {
                    return nil
                }
                return resolve(test.condition, on: Subject(place: place, name: name, type: type, path: path.member(name)))
            })
    }

    private func requireCurrency(of test: RowTest, among tests: [RowTest], at path: DefinitionPath) {
        guard case .column(let name) = test.subject.form else { return }
        for value in test.condition.values where value.literal?.number != .zero {
            let (mine, other) = (test.subject.type.currency, value.type.currency)
            guard mine != other, let beside = mine ?? other else { continue }
            var amount = name
            if mine == nil, case .column(let column) = value.form { amount = column }
            let place = DefinitionValue(JSON5Node(.string(name), line: test.line), at: path.member(name), in: reader)
            if currency(of: LocatedName(name: amount, location: DefinitionLocation(place)), beside: beside, tests: tests) == nil { return }
        }
    }

    /// The column that a test is on.
    private struct Subject {
        var place: Int
        var name: String
        var type: ColumnType
        var path: DefinitionPath
    }

    private func resolve(_ condition: Condition, on subject: Subject) -> RowFilter.Test? {
        switch condition {
        case .isNull: return .isNull(subject.place)
        case .not(let inner): return resolve(inner, on: subject).map { .not($0) }
        case .all(let conditions): return .all(conditions.compactMap { resolve($0, on: subject) })
        case .either(let conditions): return .either(conditions.compactMap { resolve($0, on: subject) })
        case .compares(let comparison, let bound):
            if let literal = bound.literal { return compares(subject, comparison, literal) }
            return columns(subject, .order(comparison), bound)
        case .isAny(let values):
            var tests = values.filter { $0.literal == nil }.compactMap { columns(subject, .equal, $0) }
            let literals = values.compactMap(\.literal)
            if !literals.isEmpty { tests.append(equals(subject, literals)) }
            return tests.count == 1 ? tests[0] : .either(tests)
        }
    }

    private func equals(_ subject: Subject, _ literals: [RefoldProjections.Literal]) -> RowFilter.Test {
        if subject.type.content.slot == .text { return .text(subject.place, literals.map { Array($0.bytes) }) }
        let numbers = literals.compactMap { $0.number(as: subject.type.content) }
        if subject.type.isWide { return wide(subject) { scale in numbers.map { WideRange(equal: $0, scale: scale) } } }
        if let currency = subject.type.currency {
            let ranges = Self.minorDigits.map { scale in numbers.map { UnitRange(equal: $0, scale: scale) } }
            return .amount(subject.place, currency: scan(currency) ?? subject.place, ranges)
        }
        return .units(subject.place, numbers.map { UnitRange(equal: $0, scale: subject.type.content.scale ?? 0) })
    }

    private func compares(_ subject: Subject, _ comparison: Condition.Comparison, _ literal: RefoldProjections.Literal) -> RowFilter.Test? {
        if subject.type.content.slot == .text { return .textOrder(subject.place, comparison, Array(literal.bytes)) }
        guard let number = literal.number(as: subject.type.content) else { return nil }
        if subject.type.isWide { return wide(subject) { [WideRange(comparison, number, scale: $0)] } }
        if let currency = subject.type.currency {
            let ranges = Self.minorDigits.map { [UnitRange(comparison, number, scale: $0)] }
            return .amount(subject.place, currency: scan(currency) ?? subject.place, ranges)
        }
        return .units(subject.place, [UnitRange(comparison, number, scale: subject.type.content.scale ?? 0)])
    }

    /// The decimals that a currency may have.
    private static let minorDigits = 0...Currency.maximumMinorDigits

    /// A test of a column of up to 38 digits, with the ranges at each scale.
    private func wide(_ subject: Subject, _ ranges: (Int) -> [WideRange]) -> RowFilter.Test {
        guard let currency = subject.type.currency else { return .wide(subject.place, ranges(subject.type.declaredScale ?? 0)) }
        return .wideAmount(subject.place, currency: scan(currency) ?? subject.place, Self.minorDigits.map(ranges))
    }

    /// A test of one column against another.
    private func columns(
        _ subject: Subject, _ comparison: RowFilter.ColumnComparison, _ other: ValueExpression
    ) -> RowFilter.Test? {
        if let test = moment(subject, comparison, other) { return test }
        guard case .column(let name) = other.form, case .known(let type) = other.type, let place = scan(name) else {
            reader.note(
                "the test works something out", line: other.line, path: subject.path, expected: "a value or {column: \"name\"}",
                remedy: "make it a column of the report, under columns")
            return nil
        }
        let isSame = subject.type.content == type.content
        if subject.type.content.slot == .text || (isSame && type.isWide) { return .columns(subject.place, comparison, place, .bytes) }
        if isSame { return .columns(subject.place, comparison, place, .units) }
        guard let left = unitScale(subject.type), let right = unitScale(type) else { return nil }
        return .columns(subject.place, comparison, place, .scaled(left, right))
    }

    /// A test against the moment of the report or its day; nil for any other value.
    private func moment(_ subject: Subject, _ comparison: RowFilter.ColumnComparison, _ other: ValueExpression) -> RowFilter.Test? {
        switch other.form {
        case .moment: .moment(subject.place, comparison, day: nil, units: nil)
        case .cut(.day, let operand, let name) where operand.form == .moment:
            zone(named: name).map { .moment(subject.place, comparison, day: $0, units: nil) }
        default: nil
        }
    }

    private func unitScale(_ type: ColumnType) -> UnitScale? {
        if let currency = type.currency { return scan(currency).map { UnitScale(decimals: .currency($0), isWide: type.isWide) } }
        return UnitScale(decimals: .fixed(type.content.scale ?? 0), isWide: type.isWide)
    }

    // MARK: Currencies

    /// The source of an amount's currency: fixed by the tests, or in a row column. Notes a fault and returns nil if it is neither.
    ///
    /// - Parameters:
    ///   - named: the money column, at the place of its use.
    ///   - beside: the column of its currency.
    ///   - tests: those of the measure itself; nil if they could not be read.
    func currency(of named: LocatedName, beside: String, tests own: [RowTest]?) -> TableCurrency? {
        if let currency = fixedCurrencies[beside] { return .fixed(currency) }
        guard let own, let tests else { return nil }
        if let code = fixed(beside, in: own) ?? fixed(beside, in: tests) {
            if let currency = Currency(code: code) { return .fixed(currency) }
            named.value(in: reader).note(
                "where fixes \"\(beside)\" to \"\(code)\", which is no currency", expected: "a code of ISO 4217 such as EUR, or one of the added currencies",
                remedy: Suggestion.phrase(for: code, among: Currency.all.map(\.code)))
            return nil
        }
        for row in definition.rows {
            if case .column(let column) = row.form, column.name == beside { return .column(row.name) }
        }
        guard definition.hasAllNames, !definition.rows.contains(where: { $0.form == nil }) else { return nil }
        named.value(in: reader).note(
            "amounts of several currencies would meet in \"\(named.name)\"",
            expected: "its currency among rows, or fixed to one in where",
            remedy: isTyped ? "add the test '\(beside)=EUR'" : "add \"\(beside)\" to rows, or write where: {\(beside): \"EUR\"}")
        return nil
    }

    /// The single text that the tests allow in a column.
    func fixed(_ column: String, in tests: [RowTest]) -> String? {
        for test in tests where test.subject.form == .column(column) {
            if case .isAny(let values) = test.condition, values.count == 1, case .text(let code)? = values[0].literal { return code }
        }
        return nil
    }
}

extension Condition {
    /// What the subject is compared with.
    fileprivate var values: [ValueExpression] {
        switch self {
        case .isNull: []
        case .isAny(let values): values
        case .compares(_, let value): [value]
        case .not(let inner): inner.values
        case .all(let inner), .either(let inner): inner.flatMap(\.values)
        }
    }
}

extension ExpressionType {
    /// The column of an amount's currency; nil for what is no amount.
    fileprivate var currency: String? { if case .known(let type) = self { type.currency } else { nil } }
}

extension RefoldProjections.Literal {
    /// The bytes of the literal in a text column.
    fileprivate var bytes: String.UTF8View {
        switch self {
        case .null: "".utf8
        case .text(let text), .json(let text): text.utf8
        case .number(let number): number.description.utf8
        case .boolean(let flag): (flag ? "true" : "false").utf8
        }
    }

    /// What it is as the integer of a column, before the column's scale.
    fileprivate func number(as content: ColumnContent) -> ExactDecimal? {
        switch (self, content) {
        case (.number(let number), _): number
        case (.boolean(let flag), .boolean): ExactDecimal(flag ? 1 : 0)
        case (.text(let text), .timestamp): Timestamp(text).map { ExactDecimal($0.microseconds) }
        case (.text(let text), .date): CalendarDate(text).map { ExactDecimal(Int64($0.days)) }
        case (.text(let text), _): ExactDecimal(text)
        default: nil
        }
    }
}
