import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// Resolves which lines are shown, once the columns and the order are known.
    func shape(_ order: [(column: Int, descends: Bool)]) -> ShapePlan {
        let definition = definition.shape
        var shape = ShapePlan()
        shape.fill = definition.fill.compactMap { named in
            cut(named, for: "fill takes").map { place in
                requireOnlyCut(place, named)
                return (place, isOfPeriod(place))
            }
        }
        if let source = definition.having { shape.having = lineTests(source) }
        shape.limit = definition.limit
        shape.hasOthers = definition.others
        if definition.others, self.definition.rows.isEmpty, definition.limit != nil {
            reader.note("the report has one line, and no others", line: nil, path: .root, expected: "row columns beside others", remedy: "leave limit and others out")
        }
        shape.pivot = definition.pivot.flatMap(pivot)
        let amounts = columns.compactMap { column in column.isRowColumn ? nil : column.type.flatMap(currencyPlace) }
        shape.currencies = Set(amounts).sorted()
        shape.subtotals = subtotals(definition.subtotals, order, beside: shape.kept)
        shape.orderCurrency = order.lazy.compactMap { self.columns[$0.column].type.flatMap(self.currencyPlace) }.first
        return shape
    }

    /// The row column with the currency of amounts; nil for other types, and if it is fixed.
    func currencyPlace(_ type: TableType) -> Int? {
        guard case .money(.column(let name)) = type else { return nil }
        return definition.rows.firstIndex { $0.name == name }
    }

    /// Notes that another row column cuts the same column: lines would be made of one year with the months of another.
    private func requireOnlyCut(_ place: Int, _ named: LocatedName) {
        guard case .cut(let cut)? = definition.rows[place].form else { return }
        guard let other = definition.rows.indices.first(where: { $0 != place && definition.rows[$0].isCut(of: cut.column.name) }) else { return }
        named.value(in: reader).note(
            "\"\(named.name)\" and \"\(definition.rows[other].name)\" cut one column, and fill would make lines of each with all of the other",
            expected: "one cut of \"\(cut.column.name)\" beside fill", remedy: "take one of the two out of rows, or leave fill out")
    }

    private func isOfPeriod(_ place: Int) -> Bool {
        guard let period = definition.period?.column?.name else { return false }
        return definition.rows[place].isCut(of: period)
    }

    /// - Parameter kept: the row columns in which the lines of a subtotal agree besides, such as that of currencies.
    private func subtotals(_ named: [LocatedName], _ order: [(column: Int, descends: Bool)], beside kept: [Int]) -> [Int] {
        let places = named.compactMap(rowColumn)
        guard places.count == named.count, let last = named.last else { return [] }
        let first = order.prefix(places.count).map(\.column)
        if first != places {
            let names = (named.map(\.name) + definition.order.map { ($0.descends ? "-" : "") + $0.column.name }.filter { name in
                !named.contains { $0.name == name || "-" + $0.name == name }
            }).map { "\"\($0)\"" }.joined(separator: ", ")
            named[0].value(in: reader).note(
                "lines with one \(DefinitionValue.list(named.map(\.name))) do not stand together", expected: "an order that begins with the columns of subtotals",
                remedy: "write order: [\(names)]")
        } else if Set(places + kept).count == definition.rows.count {
            last.value(in: reader).note(
                "every line is its own subtotal of \"\(last.name)\"", expected: "fewer columns than the report has among rows",
                remedy: "leave \"\(last.name)\" out; totals: true has the total of all")
        }
        return places
    }

    private func pivot(_ pivot: PivotDefinition) -> PivotPlan? {
        guard let place = rowColumn(pivot.column) else { return nil }
        if definition.shape.subtotals.contains(where: { $0.name == pivot.column.name }) {
            pivot.column.value(in: reader).note(
                "\"\(pivot.column.name)\" becomes columns, and subtotals want it as lines", expected: "another column", remedy: "take it out of subtotals")
        }
        if case .money? = columns[place].type {
            pivot.column.value(in: reader).note("the column \"\(pivot.column.name)\" is money", expected: "a column of texts, of cuts or of whole numbers")
            return nil
        }
        let values = pivot.values.map { values in values.map { text in text.map { self.printed($0, columns[place].type, pivot) } } }
        return PivotPlan(place: place, values: values)
    }

    /// A value of a pivot as reports print it, whatever way it is written; notes one that the column cannot have.
    private func printed(_ text: String, _ type: TableType?, _ pivot: PivotDefinition) -> String {
        let value: TableValue?
        switch type {
        case .integer?: value = ExactDecimal(text).flatMap { try? $0.rescaled(to: 0, rounding: .down) == $0 ? $0.rescaled(to: 0, rounding: .down) : nil }.map { .number($0) }
        case .decimal(let scale)?:
            value = ExactDecimal(text).flatMap { number in (try? number.rescaled(to: scale, rounding: .down)).flatMap { $0 == number ? $0 : nil } }.map { .number($0) }
        case .boolean?: value = ["true": true, "false": false][text].map { .boolean($0) }
        case .timestamp?: value = Timestamp(text).map { .timestamp($0) }
        case .date?: value = CalendarDate(text).map { .date($0) }
        case .text?, .money?, .json?, nil: return text
        }
        guard let value else {
            reader.note(
                "the pivot names a value that \"\(pivot.column.name)\" cannot have", line: pivot.location.line, path: pivot.location.path,
                expected: "values as the report prints them: \(type?.word ?? "text")")
            return text
        }
        return value.plain
    }

    // MARK: Having

    private func lineTests(_ source: FilterSource) -> [LineTest] {
        let known = columns.compactMap { column in column.type.map { (name: column.name, type: $0.columnType) } }
        let refused = columns.filter { $0.type == nil }.map { ($0.name, "the column \"\($0.name)\" could not be read") }
        let parser = ExpressionParser(scope: ExpressionScope(.row, columns: known, refused: Dictionary(refused) { first, _ in first }))
        let tests = parser.tests(source.value(in: reader)) ?? []
        return tests.compactMap { test in
            guard case .column(let name) = test.subject.form, let place = columns.firstIndex(where: { $0.name == name }), let type = columns[place].type else {
                return nil
            }
            let spot = (line: test.line, path: source.path.member(name))
            return lineTest(test.condition, place, type) { [reader] what, expected in
                reader.note(what, line: spot.line, path: spot.path, expected: expected)
            }
        }
    }

    private func lineTest(
        _ condition: Condition, _ place: Int, _ type: TableType, _ note: (_ what: String, _ expected: String) -> Void
    ) -> LineTest? {
        func operand(_ value: ValueExpression) -> LineTest.Operand? {
            if let literal = value.literal { return type.value(of: literal).map { .value($0) } }
            guard case .column(let name) = value.form, let other = columns.firstIndex(where: { $0.name == name }) else {
                note("having compares with what is worked out", "a value, or a column of the report as \"name\"")
                return nil
            }
            guard let otherType = columns[other].type else { return nil }
            guard type.isComparable(with: otherType) else {
                note("\(type.word) is compared with \(otherType.word)", "two columns of one kind, amounts of one currency")
                return nil
            }
            return .column(other)
        }
        switch condition {
        case .isNull: return .isNull(place)
        case .isAny(let values): return .isAny(place, values.compactMap(operand))
        case .compares(let comparison, let value):
            if type == .text, place < definition.rows.count, case .cut(let cut)? = definition.rows[place].form, !Swift.type(of: cut.kind).hasOrderOfTexts {
                note("the texts of \"\(columns[place].name)\" have another order than its cuts", "values that are equal: {\(columns[place].name): [\"…\"]}")
                return nil
            }
            return operand(value).map { .compares(place, comparison, $0) }
        case .not(let inner): return lineTest(inner, place, type, note).map { .not($0) }
        case .all(let inner): return .all(inner.compactMap { lineTest($0, place, type, note) })
        case .either(let inner): return .either(inner.compactMap { lineTest($0, place, type, note) })
        }
    }
}

extension TableType {
    /// The type by which tests of values of this type are read.
    fileprivate var columnType: ColumnType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal(let scale): .decimal(scale: scale)
        // Its currency, and so its decimals, differ from line to line.
        case .money: .decimal(scale: ReportParser.scales.upperBound)
        case .boolean: .boolean
        case .timestamp: .timestamp
        case .date: .date
        case .json: .json
        }
    }

    /// A literal as a value of this type; nil if it is none.
    fileprivate func value(of literal: RefoldProjections.Literal) -> TableValue? {
        switch (literal, self) {
        case (.number(let number), _): .number(number)
        case (.boolean(let flag), _): .boolean(flag)
        case (.text(let text), .timestamp): Timestamp(text).map { .timestamp($0) }
        case (.text(let text), .date): CalendarDate(text).map { .date($0) }
        case (.text(let text), .integer), (.text(let text), .decimal), (.text(let text), .money): ExactDecimal(text).map { .number($0) }
        case (.text(let text), _): .text(text)
        default: nil
        }
    }
}
