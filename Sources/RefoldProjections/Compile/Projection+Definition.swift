import RefoldCore
import RefoldValues

extension Projection {
    /// Compiles a declared projection; the engine sees only the compiled form.
    ///
    /// - Parameter currencies: those that are added to the ones of ISO 4217 and may be among its amounts.
    /// - Throws: status 2 for faults that only the whole definition shows: a default amount without a default currency, or an amount beyond
    ///   the first 64 columns.
    public init(_ definition: ProjectionDefinition, currencies: [Currency] = []) throws(RefoldError) {
        let folded = definition.columns.map { ColumnSchema($0.name, $0.type) }
        let columns = definition.kept(folded + definition.computed.map { ColumnSchema($0.name, $0.type) }, currencies)
        let keySchema = definition.key.map { ColumnSchema($0.name, $0.type) }
        try definition.checkAmounts(columns)

        var compiler = ExpressionCompiler(definition, columns: columns)
        let defaults = try compiler.defaults(definition, columns)
        let isStream = definition.isKeyedByStream
        let parts = isStream ? [] : try compiler.keyParts(nil, definition.key)

        var groups: [(type: String?, groups: [EntryGroup])] = []
        for handler in definition.handlers {
            compiler.eventType = handler.eventType
            groups.append((handler.eventType, try compiler.groups(of: handler, definition, columns: columns, foldedCount: folded.count)))
        }
        var computed: [FoldStep] = []
        for column in definition.computed {
            let change = Change(column: column.name, operation: .set, value: column.value, line: column.line)
            if let step = try compiler.step(change, columns) { computed.append(step) }
        }

        let program = compiler.program
        let layout = RowLayout(columns: columns, key: keySchema, literals: compiler.literals, defaults: defaults)
        let key: Key = isStream ? .stream : .computed(by: KeyProgram(parts: parts, program: program, layout: layout))
        let spreads = definition.spreads
        let handlers = groups.map { handler in
            (handler.type, spreads ? Handler(parts: handler.groups.map { $0.part(key, program, layout) }) : handler.groups.handler(program, layout))
        }
        self.init(
            name: definition.name, version: definition.version, fingerprint: definition.fingerprint,
            zones: OutsideRules(zones: program.zonesDigest, currencies: definition.currencies(among: currencies)).word,
            schema: ReadModelSchema(name: definition.name, key: keySchema, columns: columns, computedCount: definition.computed.count),
            layout: layout,
            key: key, dataPaths: compiler.dataPaths, metadataPaths: compiler.metadataPaths, itemPaths: compiler.itemPaths,
            handlers: Dictionary(handlers.compactMap { type, handler in type.map { (ExactText($0), handler) } }) { first, _ in first },
            otherwise: handlers.first { $0.0 == nil }?.1, eventColumns: compiler.eventColumns,
            compute: computed.isEmpty ? nil : Self.completion(computed, program),
            expected: definition.expectedMatches(compiler.dataPaths, compiler.metadataPaths), source: .declared(definition.text),
            tolerance: definition.tolerance)
    }

    private static func completion(
        _ steps: [FoldStep], _ program: ExpressionProgram
    ) -> @Sendable (inout Row) throws(FoldError) -> Void {
        let nothing = EventBatch(events: 1, byteCapacity: 1)
        return { row throws(FoldError) in try program.run(steps, isSnapshot: false, EventView(empty: nothing), &row) }
    }
}

extension ProjectionDefinition {
    /// A row checks the currencies only of its first 64 columns.
    fileprivate func checkAmounts(_ columns: [ColumnSchema]) throws(RefoldError) {
        let late = columns.dropFirst(64).filter { $0.type.currency != nil }
        guard !late.isEmpty else { return }
        throw RefoldError(
            .usage,
            late.map { column in
                Fault(
                    "the amount \"\(column.name)\" stands behind 64 other columns",
                    at: .definition(file: file, line: line(of: column.name), path: "columns.\(column.name)"),
                    expected: "columns of type money among the first 64", remedy: "move it up")
            })
    }

    private func line(of column: String) -> Int? {
        columns.first { $0.name == column }?.line ?? computed.first { $0.name == column }?.line
    }
}

extension ProjectionDefinition {
    /// The default of a column that holds a currency.
    fileprivate func currencyDefault(of column: String) -> Literal? { columns.first { $0.name == column }?.defaultValue }

    /// The amounts that are 0 from the moment on at which the row has a currency, each with the column of that.
    var amountsFromZero: [String: [String]] {
        var amounts: [String: [String]] = [:]
        for column in columns {
            guard case .money(let currency) = column.type, column.defaultValue?.number == .zero, currencyDefault(of: currency) == nil else { continue }
            amounts[currency, default: []].append(column.name)
        }
        return amounts
    }
}

extension ExpressionCompiler {
    /// The values of a new row.
    fileprivate mutating func defaults(_ definition: ProjectionDefinition, _ columns: [ColumnSchema]) throws(RefoldError) -> [(column: Int, slot: UInt64)] {
        var defaults: [(column: Int, slot: UInt64)] = []
        for (number, column) in definition.columns.enumerated() {
            guard let literal = column.defaultValue, literal != .null else { continue }
            let type = columns[number].type
            if let currency = column.type.currency {
                if literal.number == .zero, definition.currencyDefault(of: currency) == nil {
                    // In the key the currency is always there; else the row is given the amount together with its first currency.
                    if definition.key.contains(where: { $0.name == currency }) { defaults.append((number, slot(units: 0, in: type))) }
                    continue
                }
                defaults.append((number, slot(units: try amount(literal, column, type, currency, definition), in: type)))
            } else if let slot = slot(literal, in: type) {
                defaults.append((number, slot))
            }
        }
        return defaults
    }

    /// The slot of a number in units of its last place.
    private mutating func slot(units: Int128, in type: ColumnType) -> UInt64 {
        type.isWide ? reference(wide: units).packed : UInt64(bitPattern: Int64(truncatingIfNeeded: units))
    }

    private func amount(
        _ literal: Literal, _ column: ColumnDefinition, _ type: ColumnType, _ name: String, _ definition: ProjectionDefinition
    ) throws(RefoldError) -> Int128 {
        let place = Place.definition(file: definition.file, line: column.line, path: "columns.\(column.name).default")
        guard case .text(let code)? = definition.currencyDefault(of: name), let currency = Currency(code: code) else {
            throw RefoldError(
                .usage, "the amount \"\(column.name)\" has a default and its currency \"\(name)\" has none", at: place,
                expected: "the code of a currency as the default of \"\(name)\", or 0", remedy: "give \"\(name)\" a default, or take this one away")
        }
        let number = try? literal.number?.wideUnits(scale: currency.minorDigits, rounding: nil)
        guard let number, type.isWide || Int64(exactly: number) != nil else {
            throw RefoldError(
                .usage, "the default does not fit the currency \(currency)", at: place,
                expected: "a number with at most \(currency.minorDigits) decimals")
        }
        return number
    }
}
