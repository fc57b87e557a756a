import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldValues

extension ReportPlanner {
    /// As many as a read model may have.
    private static let mostColumns = ReadModelSchema.maximumColumns

    /// What expressions and tests of the report may name.
    func scope(with columns: [ColumnSchema]) -> ExpressionScope {
        var scope = ExpressionScope(.row, columns: columns.map { ($0.name, $0.type) }, refused: unreadable)
        scope.zone = zoneName
        scope.hasMoment = true
        return scope
    }

    /// Reads the columns of the report, and has the columns scanned that they are worked out from.
    func derivedColumns() {
        guard let members = definition.columns?.value(in: reader).members?.members else { return }
        guard members.count <= Self.mostColumns else {
            for member in members { unreadable[member.key] = Self.couldNotBeRead(member.key) }
            definition.columns?.value(in: reader).note(
                "the report has \(members.count) columns", expected: "at most \(Self.mostColumns)",
                remedy: "make several reports, or computed columns of the projection")
            return
        }
        let names = Set(nameable.map(\.name))
        // How many digits are kept is no part of what expressions are told.
        var parser = ExpressionParser(scope: scope(with: nameable.map { ColumnSchema($0.name, $0.type.declared) }))
        for member in members where !names.contains(member.key) {
            parser.scope.refuse(member.key, because: "the column \"\(member.key)\" stands below this one")
        }
        var rest = members[...]
        while let first = rest.first {
            // Columns of one kind that follow each other are worked out together.
            let isConversion = first.isConversion
            let run = rest.prefix { $0.isConversion == isConversion }
            rest = rest.dropFirst(run.count)
            if isConversion { conversions(run, names, &parser) } else { expressions(run, names, &parser) }
        }
    }

    private static func couldNotBeRead(_ name: String) -> String { "the column \"\(name)\" could not be read" }

    private func expressions(_ members: ArraySlice<DefinitionObject.Member>, _ names: Set<String>, _ parser: inout ExpressionParser) {
        let columns = parser.columns(Array(members), called: "column", isTaken: names.contains).filter { !names.contains($0.name) }
        var draft = ExpressionDraft(definitions: columns)
        for column in columns {
            draft.columns.append(ColumnSchema(column.name, kept(column.type)))
            let read = column.value.columnNames.union([column.type.currency].compactMap { $0 })
            for base in allColumns where read.contains(base.name) {
                _ = scan(base.name)
                if let currency = base.type.currency { _ = scan(currency) }
            }
        }
        for member in members where !names.contains(member.key) && !columns.contains(where: { $0.name == member.key }) {
            unreadable[member.key] = Self.couldNotBeRead(member.key)
        }
        if !columns.isEmpty { add(draft) }
    }

    private func conversions(_ members: ArraySlice<DefinitionObject.Member>, _ names: Set<String>, _ parser: inout ExpressionParser) {
        for member in members {
            let isTaken = names.contains(member.key)
            guard let conversion = conversion(member, isTaken: isTaken) else {
                guard !isTaken else { continue }
                unreadable[member.key] = Self.couldNotBeRead(member.key)
                parser.scope.refuse(member.key, because: Self.couldNotBeRead(member.key))
                continue
            }
            // Amounts that are converted to one currency share the column that says it.
            let currency = conversion.definition.currency
            let isNew = fixedCurrencies[currency.code] == nil
            fixedCurrencies[currency.code] = currency
            add(ConversionDraft(conversions: [conversion], currencies: isNew ? [currency] : []))
            parser.scope.add(member.key, .money(currency: currency.code))
        }
    }

    /// The type with as many digits as those that it is worked out from.
    private func kept(_ type: ColumnType) -> ColumnType {
        if let currency = type.currency, (allColumns + derived).contains(where: { $0.type == .wideMoney(currency: currency) }) {
            return .wideMoney(currency: currency)
        }
        return type.kept(mostMinorDigits: 0)
    }

    /// Makes the stages, once all that is scanned is known.
    func stages() -> DerivedColumns? {
        guard !drafts.isEmpty else { return nil }
        var stages: [any ColumnStage] = []
        var filters: [RowFilter] = []
        var left = tests ?? []
        var before: [ColumnSchema] = scannedColumns
        var known = Set(allColumns.map(\.name))
        do throws(RefoldError) {
            for draft in drafts {
                let early = left.filter { known.isSuperset(of: $0.columnNames) }
                left.removeAll { known.isSuperset(of: $0.columnNames) }
                filters.append(asSeen(after: derived.count - (before.count - scannedColumns.count)) { rowFilter(early, at: definition.filter?.path ?? .root) })
                stages.append(try draft.stage(after: before, in: self))
                before = draft.columns + before
                known.formUnion(draft.columns.map(\.name))
            }
        } catch {
            for fault in error.faults { reader.note(fault.what, line: nil, path: .root, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
        return DerivedColumns(stages: stages, columns: before, filters: filters)
    }
}

extension DefinitionObject.Member {
    /// Whether the value of a column is an amount that is converted.
    fileprivate var isConversion: Bool { value.members?.contains(ConversionDefinition.word) == true }
}
