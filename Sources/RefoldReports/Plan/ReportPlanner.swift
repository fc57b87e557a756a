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
    /// Reads tests, once the columns of the report are known.
    private(set) var parser: ExpressionParser
    /// Those of the read model.
    let allColumns: [ColumnSchema]
    private var scanned: [Int] = []
    /// The columns that are worked out per row, as their values are kept.
    var derived: [ColumnSchema] = []
    /// The names of those that could not be read.
    var unreadable: Set<String> = []
    /// Where the scanned columns begin in the block to which indexes refer.
    private var firstScanned = 0
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
        parser = ExpressionParser(scope: ExpressionScope(.row, columns: []))
    }

    func plan() -> ReportPlan? {
        let zone = zone(named: definition.period?.timeZone ?? "UTC")
        let columns = derivedColumns()
        firstScanned = derived.count
        parser.scope = scope(with: allColumns + derived)
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
        let typed = self.columns.compactMap { column in column.type.map { ReportColumn(column.name, $0, isRowColumn: column.isRowColumn) } }
        guard typed.count == self.columns.count else { return nil }
        let derived = columns.isEmpty ? nil : derivedColumns(columns)
        guard reader.faults.isEmpty else { return nil }
        return ReportPlan(
            name: definition.name, title: definition.title, projection: schema.name, columns: typed, timeZone: zone,
            definitionSHA256: definition.sha256, csv: definition.csv,
            hasTotals: definition.totals,
            scanned: scanned.map { ($0, allColumns[$0]) }, derived: derived, periodColumn: period, filter: filter ?? RowFilter(tests: []), rows: rows,
            measures: measures, measureFilters: measureFilters, order: order, checks: checks, zones: zones)
    }

    // MARK: Shared by the parts

    /// The columns of the block as it is read.
    var scannedColumns: [ColumnSchema] { scanned.map { allColumns[$0] } }

    /// What `body` resolves, with the indexes that columns of the read model have in the block as it is read.
    func asRead<Result>(_ body: () -> Result) -> Result {
        firstScanned = 0
        defer { firstScanned = derived.count }
        return body()
    }

    /// The index of a column in the complete block; adds a column of the read model to what is scanned.
    func scan(_ name: String) -> Int? {
        if let place = derived.firstIndex(where: { $0.name == name }) { return place }
        guard let number = allColumns.firstIndex(where: { $0.name == name }) else { return nil }
        if let place = scanned.firstIndex(of: number) { return firstScanned + place }
        scanned.append(number)
        return firstScanned + scanned.count - 1
    }

    /// A column of the read model or of the report; notes a fault and returns nil if there is none.
    func column(_ named: LocatedName) -> ColumnSchema? {
        let columns = allColumns + derived
        if let column = columns.first(where: { $0.name == named.name }) { return column }
        // Its own fault was noted.
        guard !unreadable.contains(named.name) else { return nil }
        named.value(in: reader).noteUnknown("column", named.name, among: columns.map(\.name))
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

    func zone(named name: String) -> TimeZoneRules? {
        do throws(RefoldError) {
            return try TimeZoneRules(named: name)
        } catch {
            for fault in error.faults { reader.note(fault.what, line: nil, path: .root, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }

    private func periodColumn(_ named: LocatedName) -> (number: Int, type: ColumnType)? {
        guard let number = allColumns.firstIndex(where: { $0.name == named.name }) else {
            let value = named.value(in: reader)
            if unreadable.contains(named.name) || derived.contains(where: { $0.name == named.name }) {
                value.note(
                    "the column \"\(named.name)\" is worked out for this report", expected: "a column of the read model, by which rows are read",
                    remedy: "name the column that it is worked out from, or choose by it in where")
            } else {
                value.noteUnknown("column", named.name, among: allColumns.map(\.name))
            }
            return nil
        }
        let column = allColumns[number]
        guard column.type.content.isTime else {
            noteType(of: column, at: named, expected: "a timestamp or a date")
            return nil
        }
        return (number, column.type)
    }
}
