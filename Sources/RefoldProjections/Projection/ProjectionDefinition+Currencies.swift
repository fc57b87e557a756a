import RefoldCore
import RefoldValues

extension ProjectionDefinition {
    /// Of the added currencies those in which the projection may have amounts; nil if it has no amounts at all.
    func currencies(among added: [Currency]) -> [Currency]? {
        let beside = Set(columns.compactMap(\.type.currency) + computed.compactMap(\.type.currency))
        let minorUnits = minorUnitCurrencies
        if beside.isEmpty && minorUnits.isEmpty { return nil }
        guard let fixed = codes(in: beside), minorUnits.allSatisfy({ $0.literal != nil }) else { return added }
        let codes = fixed.union(minorUnits.compactMap { $0.literal?.text })
        return added.filter { codes.contains($0.code) }
    }

    /// The codes that these columns may hold; nil if they come from events.
    private func codes(in columns: Set<String>) -> Set<String>? {
        if key.contains(where: { columns.contains($0.name) && $0.value.literal == nil }) { return nil }
        if computed.contains(where: { columns.contains($0.name) && $0.value.literal == nil }) { return nil }
        var codes = Set(key.filter { columns.contains($0.name) }.compactMap { $0.value.literal?.text })
        codes.formUnion(computed.filter { columns.contains($0.name) }.compactMap { $0.value.literal?.text })
        codes.formUnion(self.columns.filter { columns.contains($0.name) }.compactMap { $0.defaultValue?.text })
        for change in changes where columns.contains(change.column) {
            guard let literal = change.value.literal else { return nil }
            codes.insert(literal.text)
        }
        return codes
    }

    private var changes: [Change] {
        handlers.flatMap(\.entries).flatMap { (entry) -> [Change] in
            if case .change(let changes) = entry.action { return changes }
            return []
        }
    }

    /// The currencies that readings of minor units name.
    private var minorUnitCurrencies: [ValueExpression] {
        var found: [ValueExpression] = []
        visit { expression in
            if case .reading(.minorUnits(let currency?), _) = expression.form { found.append(currency) }
        }
        return found
    }
}
