import RefoldCore
import RefoldProjections
import RefoldValues

extension ReportPlanner {
    /// As many as a read model may have.
    private static let mostColumns = ReadModelSchema.maximumColumns

    /// What expressions and tests of the report may name.
    func scope(with columns: [ColumnSchema]) -> ExpressionScope {
        let refused = unreadable.map { ($0, "the column \"\($0)\" could not be read") }
        var scope = ExpressionScope(.row, columns: columns.map { ($0.name, $0.type) }, refused: Dictionary(refused) { first, _ in first })
        scope.zone = definition.period?.timeZone ?? "UTC"
        scope.hasMoment = true
        return scope
    }

    /// Reads the columns of the report, and has the columns scanned that they are worked out from.
    func derivedColumns() -> [ComputedDefinition] {
        guard let members = definition.columns?.value(in: reader).members?.members else { return [] }
        guard members.count <= Self.mostColumns else {
            unreadable = Set(members.map(\.key))
            definition.columns?.value(in: reader).note(
                "the report has \(members.count) columns", expected: "at most \(Self.mostColumns)",
                remedy: "make several reports, or computed columns of the projection")
            return []
        }
        let names = Set(allColumns.map(\.name))
        // How many digits are kept is no part of what expressions are told.
        var parser = ExpressionParser(scope: scope(with: allColumns.map { ColumnSchema($0.name, $0.type.declared) }))
        let columns = parser.columns(members, called: "column", isTaken: names.contains).filter { !names.contains($0.name) }
        derived = columns.map { ColumnSchema($0.name, kept($0.type)) }
        unreadable = Set(members.map(\.key)).subtracting(columns.map(\.name)).subtracting(names)
        for column in columns {
            let read = column.value.columnNames.union([column.type.currency].compactMap { $0 })
            for base in allColumns where read.contains(base.name) {
                _ = scan(base.name)
                if let currency = base.type.currency { _ = scan(currency) }
            }
        }
        return columns
    }

    /// The type with as many digits as those that it is worked out from.
    private func kept(_ type: ColumnType) -> ColumnType {
        if let currency = type.currency, allColumns.contains(where: { $0.type == .wideMoney(currency: currency) }) {
            return .wideMoney(currency: currency)
        }
        return type.kept(mostMinorDigits: 0)
    }

    /// Compiles the columns, once all that is scanned is known.
    func derivedColumns(_ definitions: [ComputedDefinition]) -> DerivedColumns? {
        let names = Set(allColumns.map(\.name))
        let early = (tests ?? []).filter { names.isSuperset(of: $0.columnNames) }
        let filter = asRead { rowFilter(early, at: definition.filter?.path ?? .root) }
        let columns = derived + scannedColumns
        do throws(RefoldError) {
            return DerivedColumns(program: try ColumnProgram(definitions, columns: columns), columns: columns, filter: filter)
        } catch {
            for fault in error.faults { reader.note(fault.what, line: nil, path: .root, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }
}
