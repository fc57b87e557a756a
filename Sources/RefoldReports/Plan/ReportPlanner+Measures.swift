import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldTables
import RefoldValues

extension ReportPlanner {
    /// Resolves a measure and adds it to the report's columns.
    func measure(_ measure: MeasureDefinition) -> MeasurePlan {
        if let row = columns.first(where: { $0.name == measure.name && $0.isRowColumn }) {
            reader.note(
                "there is a row column \"\(row.name)\" already", line: measure.location.line, path: measure.location.path,
                remedy: "give the measure another name, or the cut one with as")
        }
        let resolved: (form: MeasurePlan.Form, type: TableType)? =
            switch measure.form {
            case .aggregate(let aggregate, let filter): self.aggregate(aggregate, where: filter, of: measure)
            case .arithmetic(let arithmetic): self.arithmetic(arithmetic, of: measure)
            case .ofLines(let lines): self.ofLines(lines)
            case nil: nil
            }
        columns.append((measure.name, resolved?.type, false))
        return MeasurePlan(name: measure.name, form: resolved?.form ?? .unreadable)
    }

    // MARK: Aggregates

    private func aggregate(
        _ aggregate: Aggregate, where source: FilterSource?, of measure: MeasureDefinition
    ) -> (MeasurePlan.Form, TableType)? {
        let own = source.map { parser.tests($0.value(in: reader)) } ?? []
        let filter = own.flatMap { tests in source.map { filterNumber(tests, at: $0.path) } }
        let function = aggregate.function
        guard let named = aggregate.column else {
            return (.aggregate(AggregatePlan(function: function, column: nil, type: .integer, currency: nil, filter: filter, span: aggregate.span)), .integer)
        }
        let columns = ([(nil, named)] + aggregate.further.map { ($0.key, $0.column) }).map { (key, name) in
            operand(name, under: key, of: aggregate, tests: own)
        }
        guard let first = columns[0], !columns.contains(where: { $0 == nil }) else { return nil }
        var plan = AggregatePlan(
            function: function, column: first.column, type: first.type, currency: first.currency, filter: filter, span: aggregate.span,
            further: columns.dropFirst().compactMap { $0 })
        for amount in columns.compactMap({ $0 }) where amount.key == nil && amount.currency == nil {
            if let beside = amount.type.currency, !function.mixesCurrencies { plan.listedCurrencies[amount.column] = scan(beside) }
        }
        return function.figure(of: first.type, first.currency, at: measure.location, in: self).map { (.aggregate(plan), $0) }
    }

    /// Resolves a column of an aggregate; nil after a finding.
    private func operand(_ named: LocatedName, under key: String?, of aggregate: Aggregate, tests: [RowTest]?) -> FurtherColumn? {
        let function = aggregate.function
        guard let column = column(named), let place = scan(column.name) else { return nil }
        if let refusal = key.map({ function.refusal(of: column, under: $0) }) ?? function.refusal(of: column) {
            noteType(of: column, at: named, expected: refusal.expected, remedy: refusal.remedy)
            return nil
        }
        var currency: TableCurrency?
        let listed = aggregate.further.filter { $0.key == nil }.map(\.column.name) + [aggregate.column?.name].compactMap { $0 }
        // Amounts beside their currency are different if that is.
        if let beside = column.type.currency, !function.mixesCurrencies, key != nil || !listed.contains(beside) {
            currency = self.currency(of: named, beside: beside, tests: tests)
            if currency == nil { return nil }
        }
        return FurtherColumn(key: key, column: place, type: column.type, currency: currency)
    }

    /// The index of a measure's own filter; equal filters are kept once.
    private func filterNumber(_ tests: [RowTest], at path: DefinitionPath) -> Int {
        let filter = rowFilter(tests, at: path)
        if let known = measureFilters.firstIndex(of: filter) { return known }
        measureFilters.append(filter)
        return measureFilters.count - 1
    }

    // MARK: Arithmetic

    private func arithmetic(
        _ arithmetic: MeasureArithmetic, of measure: MeasureDefinition
    ) -> (MeasurePlan.Form, TableType)? {
        var operands: [ArithmeticPlan.Operand] = []
        var types: [TableType] = []
        for operand in arithmetic.operands {
            switch operand {
            case .number(let number):
                operands.append(.number(number))
                types.append(number.scale == 0 ? .integer : .decimal(scale: number.scale))
            case .measure(let named):
                guard let number = measureAbove(named), let type = columns[definition.rows.count + number].type else { continue }
                guard type.isNumeric else {
                    named.value(in: reader).note("the measure \"\(named.name)\" is \(type.word)", expected: "a measure that is a number")
                    continue
                }
                operands.append(.measure(number))
                types.append(type)
            }
        }
        guard operands.count == arithmetic.operands.count else { return nil }
        func note(_ what: String, _ expected: String, remedy: String? = nil) {
            reader.note(what, line: measure.location.line, path: measure.location.path, expected: expected, remedy: remedy)
        }
        let currencies = types.compactMap { type -> TableCurrency? in if case .money(let currency) = type { currency } else { nil } }
        if Set(currencies).count > 1 {
            note("amounts of different currencies meet", "amounts of one currency")
            return nil
        }
        let type: TableType
        switch arithmetic.operation {
        case .sum, .subtract:
            if !currencies.isEmpty, currencies.count < types.count {
                note("an amount of money and a plain number meet", "amounts alone, or plain numbers alone")
                return nil
            }
            type = currencies.first.map { .money($0) } ?? plain(types.map(\.decimals).max() ?? 0, types, arithmetic.scale)
        case .multiply:
            if currencies.count > 1 {
                note("amounts of money are multiplied with each other", "at most one amount")
                return nil
            }
            let decimals = types.reduce(0) { $0 + $1.decimals } + (currencies.isEmpty ? 0 : Self.mostMinorDigits(currencies))
            if decimals > ExactDecimal.scales.upperBound, arithmetic.scale == nil {
                note("the product has \(decimals) decimals", "at most \(ExactDecimal.scales.upperBound)", remedy: "add scale")
                return nil
            }
            type = currencies.first.map { .money($0) } ?? plain(decimals, types, arithmetic.scale)
        case .divide:
            if currencies.count == 1, case .money = types[1] {
                note("a plain number is divided by an amount of money", "an amount divided by an amount or a number")
                return nil
            }
            type = if currencies.count == 1, let currency = currencies.first { .money(currency) } else { .decimal(scale: arithmetic.scale ?? 0) }
        }
        let natural: Int? = if case .decimal(let scale) = type { scale } else if case .integer = type { 0 } else { nil }
        let plan = ArithmeticPlan(
            operation: arithmetic.operation, operands: operands, scale: arithmetic.scale ?? natural, rounding: arithmetic.rounding)
        return (.arithmetic(plan), type)
    }

    /// The most decimals that amounts of these currencies may have, as far as that is known: currencies are known when rows are read.
    private static func mostMinorDigits(_ currencies: [TableCurrency]) -> Int {
        currencies.map { if case .fixed(let currency) = $0 { currency.minorDigits } else { 4 } }.max() ?? 0
    }

    /// The type of a number with this many decimals, or with the stated decimals.
    private func plain(_ decimals: Int, _ operands: [TableType], _ stated: Int?) -> TableType {
        if let stated { return .decimal(scale: stated) }
        return operands.allSatisfy { $0 == .integer } ? .integer : .decimal(scale: decimals)
    }

    /// The index of a measure above the present one; notes a fault and returns nil if there is none.
    func measureAbove(_ named: LocatedName) -> Int? {
        let above = columns.dropFirst(definition.rows.count)
        if let index = above.firstIndex(where: { $0.name == named.name }) { return index - definition.rows.count }
        let value = named.value(in: reader)
        if definition.measures.contains(where: { $0.name == named.name }) {
            value.note("the measure \"\(named.name)\" stands below this one, or is this one", remedy: "move it above")
        } else if nameable.contains(where: { $0.name == named.name }) {
            let isDerived = derived.contains { $0.name == named.name }
            value.note(
                "\"\(named.name)\" is a column of \(isDerived ? "this report" : "the read model")", expected: "a measure above",
                remedy: "make a measure of it first, as {sum: \"\(named.name)\"}")
        } else {
            value.noteUnknown("measure", named.name, among: above.map(\.name))
        }
        return nil
    }
}

extension TableType {
    /// The decimals of all its values; 0 for amounts, whose currency decides.
    fileprivate var decimals: Int {
        if case .decimal(let scale) = self { scale } else { 0 }
    }
}
