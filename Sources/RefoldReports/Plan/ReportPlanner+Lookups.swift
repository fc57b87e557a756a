import RefoldCore
import RefoldDefinitions
import RefoldProjections

extension ReportPlanner {
    /// Resolves the columns that are looked up in other read models, and has the columns scanned that give their keys.
    func lookups() {
        var draft = LookupDraft()
        var sources: [JoinSource] = []
        for lookup in definition.lookups {
            guard let (column, way) = resolve(lookup, &sources) else {
                if !allColumns.contains(where: { $0.name == lookup.name }) { unreadable[lookup.name] = "the column \"\(lookup.name)\" could not be looked up" }
                continue
            }
            draft.columns.append(column)
            draft.ways.append(way)
        }
        joins.lookups = sources
        if !draft.columns.isEmpty { add(draft) }
    }

    private func resolve(_ lookup: LookupDefinition, _ sources: inout [JoinSource]) -> (ColumnSchema, (source: Int, key: [String], place: Int))? {
        let isTaken = allColumns.contains { $0.name == lookup.name }
        if isTaken {
            reader.note(
                "there is a column \"\(lookup.name)\" already", line: lookup.location.line, path: lookup.location.path, expected: nil,
                remedy: "give the one that is looked up another name")
        }
        guard let source = lookup.source, let schema = readModel(source) else {
            // Its key is looked at all the same, so that all faults are found at once.
            for named in lookup.key ?? [] { _ = ownColumn(named) }
            return nil
        }
        let key = lookup.key.flatMap { self.key($0, of: schema, lookup) }
        guard let named = lookup.column else { return nil }
        guard let other = schema.allColumns.first(where: { $0.name == named.name }) else {
            named.value(in: reader).noteUnknown("column of \"\(schema.name)\"", named.name, among: schema.allColumns.map(\.name))
            return nil
        }
        guard let type = type(of: other, lookup, schema), let key, !isTaken else { return nil }
        let number = sources.firstIndex { $0.projection == schema.name } ?? sources.count
        if number == sources.count { sources.append(JoinSource(keyOf: schema)) }
        guard let place = sources[number].place(of: other.name, in: schema.allColumns) else { return nil }
        return (ColumnSchema(lookup.name, type), (number, key, place))
    }

    /// The columns of the report's read model that give a key; nil after a finding.
    private func key(_ names: [LocatedName], of schema: ReadModelSchema, _ lookup: LookupDefinition) -> [String]? {
        let columns = names.map(ownColumn)
        guard names.count == schema.key.count else {
            let parts = schema.key.map { "\"\($0.name)\"" }.joined(separator: ", ")
            (names.first ?? LocatedName(name: lookup.name, location: lookup.location)).value(in: reader).note(
                "the key has \(names.count == 1 ? "one part" : "\(names.count) parts"), and that of \"\(schema.name)\" has \(schema.key.count)",
                expected: schema.key.count == 1 ? "a column for \(parts)" : "a list of columns for \(parts), in this order")
            return nil
        }
        var fits = true
        for ((named, column), part) in zip(zip(names, columns), schema.key) {
            guard let column else {
                fits = false
                continue
            }
            guard column.type.content == part.type.content else {
                noteType(of: column, at: named, expected: "\(part.type.traits.name), as \"\(part.name)\" of \"\(schema.name)\" is")
                fits = false
                continue
            }
            _ = scan(column.name)
        }
        return fits ? names.map(\.name) : nil
    }

    /// A column of the report's own read model; notes a fault and returns nil if there is none.
    private func ownColumn(_ named: LocatedName) -> ColumnSchema? {
        if let column = allColumns.first(where: { $0.name == named.name }) { return column }
        let isLookup = definition.lookups.contains { $0.name == named.name }
        if isLookup || definition.columns?.value(in: reader).members?.contains(named.name) == true {
            named.value(in: reader).note(
                "\"\(named.name)\" is a column of this report", expected: "a column of the read model, by which rows are looked up",
                remedy: "keep it in the projection, as a computed column")
        } else {
            named.value(in: reader).noteUnknown("column", named.name, among: allColumns.map(\.name))
        }
        return nil
    }

    /// The type of what is looked up: an amount goes with the currency that is looked up beside it.
    private func type(of column: ColumnSchema, _ lookup: LookupDefinition, _ schema: ReadModelSchema) -> ColumnType? {
        guard let currency = column.type.currency else { return column.type }
        let keys = lookup.key?.map(\.name)
        let beside = definition.lookups.first { other in
            other.source?.name == schema.name && other.key?.map(\.name) == keys && other.column?.name == currency
        }
        guard let beside else {
            let key = (keys ?? []).count == 1 ? "\"\(keys?[0] ?? "")\"" : "[\((keys ?? []).map { "\"\($0)\"" }.joined(separator: ", "))]"
            lookup.column?.value(in: reader).note(
                "\"\(column.name)\" of \"\(schema.name)\" is an amount, and its currency is not looked up", expected: "its currency beside it",
                remedy: "add \(lookup.name.prefix(39))_currency: {from: \"\(schema.name)\", key: \(key), column: \"\(currency)\"} to lookup")
            return nil
        }
        return column.type.isWide ? .wideMoney(currency: beside.name) : .money(currency: beside.name)
    }

    /// The shape of another projection's read model; nil after a finding, or if that projection's own definition has faults.
    func readModel(_ named: LocatedName) -> ReadModelSchema? {
        guard let known = readModels[named.name] else {
            named.value(in: reader).noteUnknown("projection", named.name, among: readModels.keys.sorted())
            return nil
        }
        if known == nil { isIncomplete = true }
        return known
    }
}
