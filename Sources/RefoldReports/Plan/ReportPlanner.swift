import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldValues
import RefoldZones

/// Resolves one definition against one read model and collects the faults.
final class ReportPlanner {
    let definition: ReportDefinition
    let schema: ReadModelSchema
    let reader: DefinitionReader
    let parser: ExpressionParser
    private let allColumns: [ColumnSchema]
    private var scanned: [Int] = []
    private var zones: [TimeZoneRules] = []

    /// The tests that all rows must meet; nil if they could not be read.
    var tests: [RowTest]? = []
    /// The filters of measures, each once, with the tests from which they were made.
    var measureFilters: [RowFilter] = []
    /// The report's columns so far. The type is nil if it is unknown.
    var columns: [(name: String, type: ReportType?, isRowColumn: Bool)] = []

    init(_ definition: ReportDefinition, _ schema: ReadModelSchema) {
        self.definition = definition
        self.schema = schema
        reader = DefinitionReader(file: definition.file)
        allColumns = schema.allColumns
        parser = ExpressionParser(scope: ExpressionScope(.row, columns: allColumns.map { ($0.name, $0.type) }))
    }

    func plan() -> ReportPlan? {
        let zone = zone(named: definition.period?.timeZone ?? "UTC")
        let period = definition.period?.column.flatMap(periodColumn)
        let filter = definition.filter.map { source -> RowFilter in
            tests = parser.tests(source.value(in: reader))
            return rowFilter(tests ?? [], at: source.path)
        }
        let rows = definition.rows.compactMap(row)
        let measures = definition.measures.map(measure)
        let order = order()
        let checks = definition.checks.compactMap(check)
        guard reader.faults.isEmpty, let zone else { return nil }
        let typed = columns.compactMap { column in column.type.map { ReportColumn(column.name, $0, isRowColumn: column.isRowColumn) } }
        guard typed.count == columns.count else { return nil }
        return ReportPlan(
            name: definition.name, title: definition.title, projection: schema.name, columns: typed, timeZone: zone,
            definitionSHA256: definition.sha256, csv: definition.csv,
            hasTotals: definition.totals,
            scanned: scanned.map { ($0, allColumns[$0]) }, periodColumn: period, filter: filter ?? RowFilter(tests: []), rows: rows,
            measures: measures, measureFilters: measureFilters, order: order, checks: checks, zones: zones)
    }

    // MARK: Shared by the parts

    /// The index of a column in the scanned block; adds the column to it.
    func scan(_ name: String) -> Int? {
        guard let number = allColumns.firstIndex(where: { $0.name == name }) else { return nil }
        if let place = scanned.firstIndex(of: number) { return place }
        scanned.append(number)
        return scanned.count - 1
    }

    /// A column of the read model; notes a fault and returns nil if there is none.
    func column(_ named: LocatedName) -> ColumnSchema? {
        if let column = allColumns.first(where: { $0.name == named.name }) { return column }
        named.value(in: reader).noteUnknown("column", named.name, among: allColumns.map(\.name))
        return nil
    }

    /// Notes that a column's type cannot be used.
    func noteType(of column: ColumnSchema, at named: LocatedName, expected: String, remedy: String? = nil) {
        named.value(in: reader).note("the column \"\(column.name)\" is \(column.type.word)", expected: expected, remedy: remedy)
    }

    /// The index of a zone among the plan's zones.
    func zoneNumber(_ name: String) -> Int? {
        if let known = zones.firstIndex(where: { $0.name == name }) { return known }
        guard let zone = zone(named: name) else { return nil }
        zones.append(zone)
        return zones.count - 1
    }

    private func zone(named name: String) -> TimeZoneRules? {
        do throws(RefoldError) {
            return try TimeZoneRules(named: name)
        } catch {
            for fault in error.faults { reader.note(fault.what, line: nil, path: .root, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }

    private func periodColumn(_ named: LocatedName) -> (number: Int, type: ColumnType)? {
        guard let column = column(named), let number = allColumns.firstIndex(of: column) else { return nil }
        guard column.type.content.isTime else {
            noteType(of: column, at: named, expected: "a timestamp or a date")
            return nil
        }
        return (number, column.type)
    }
}
