import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldValues

extension ReportPlanner {
    /// The columns that every read model of rates has beside its key.
    private static let rate = "rate"

    /// Resolves a column of converted amounts, and adds it to the scope; nil after a finding.
    func conversion(_ member: DefinitionObject.Member, isTaken: Bool) -> ConversionDraft.Conversion? {
        if let refusal = DefinitionName.refusal(ofColumn: member.key) { member.note(refusal.what, expected: refusal.expected) }
        if isTaken { member.note("there is a column \"\(member.key)\" already", remedy: "give the column another name") }
        var amount: ColumnSchema?
        var time: ColumnSchema?
        var rates: Int?
        let definition = ConversionDefinition(member.value) { ofAmount, ofRates, ofTime in
            amount = ofAmount.flatMap { aboveColumn($0, of: member.key) }
            if let column = amount, let ofAmount, column.type.currency == nil {
                noteType(of: column, at: ofAmount, expected: "an amount of money", remedy: "give it a currency in the projection, or multiply it in a column")
                amount = nil
            }
            time = ofTime.flatMap { aboveColumn($0, of: member.key) }
            if let column = time, let ofTime, !column.type.content.isTime {
                noteType(of: column, at: ofTime, expected: "a timestamp or a date")
                time = nil
            }
            rates = ofRates.flatMap { self.rates($0) }
        }
        guard let definition, let amount, let time, let rates, !isTaken else { return nil }
        for name in [amount.name, amount.type.currency ?? "", time.name] { _ = scan(name) }
        let code = definition.currency.code
        let isWide = amount.type.isWide || ColumnType.money(currency: code).kept(mostMinorDigits: definition.currency.minorDigits).isWide
        return .init(name: member.key, definition: definition, amount: amount, time: time, rates: rates, isWide: isWide)
    }

    /// A column of the read model, one that is looked up, or one of the report above the present one.
    private func aboveColumn(_ named: LocatedName, of name: String) -> ColumnSchema? {
        guard named.name != name, !isBelow(named.name) else {
            named.value(in: reader).note(
                "the column \"\(named.name)\" " + (named.name == name ? "is this one" : "stands below this one"), remedy: named.name == name ? nil : "move it above")
            return nil
        }
        return column(named)
    }

    /// Whether a name is that of a column of the report that was not read yet.
    private func isBelow(_ name: String) -> Bool {
        unreadable[name] == nil && !nameable.contains { $0.name == name } && definition.columns?.value(in: reader).members?.contains(name) == true
    }

    /// The number of a source of rates; nil after a finding.
    private func rates(_ named: LocatedName) -> Int? {
        guard let schema = readModel(named) else { return nil }
        func refuse(_ what: String) -> Int? {
            named.value(in: reader).note(
                "\"\(schema.name)\" holds no rates: \(what)", expected: "a key of two parts, a currency (text) and a day (date), and a column \"\(Self.rate)\" (decimal)",
                remedy: "declare them so: key: [{value: \"$.currency\", as: \"currency\"}, {day: …, as: \"day\"}], columns: {rate: {type: \"decimal\", scale: 6}}")
            return nil
        }
        guard schema.key.map(\.type.content) == [.text, .date] else {
            return refuse("its key is " + schema.key.map { "\"\($0.name)\" (\($0.type.word))" }.joined(separator: ", "))
        }
        guard let rate = schema.allColumns.first(where: { $0.name == Self.rate }) else { return refuse("it has no column \"\(Self.rate)\"") }
        switch rate.type.content {
        case .decimal, .wideDecimal: break
        default: return refuse("its column \"\(Self.rate)\" is \(rate.type.word)")
        }
        if let known = joins.rates.firstIndex(where: { $0.projection == schema.name }) { return known }
        var source = JoinSource(keyOf: schema)
        _ = source.place(of: Self.rate, in: schema.allColumns)
        joins.rates.append(source)
        return joins.rates.count - 1
    }
}
