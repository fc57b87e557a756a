import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldTables
import RefoldValues
import RefoldZones

/// Resolves one definition against one read model and collects the faults.
final class ReportPlanner {
    let definition: ReportDefinition
    let schema: ReadModelSchema
    /// Collects the faults of the definition; while a typed test is resolved, those of that test.
    var reader: DefinitionReader
    /// The faults of what was typed beside the definition.
    var typedFaults: [Fault] = []
    /// Whether what is resolved was typed.
    var isTyped = false
    /// Reads tests, once the columns of the report are known.
    var parser: ExpressionParser
    /// Those of the read model.
    let allColumns: [ColumnSchema]
    /// The columns that are read, as indexes into ``allColumns``.
    private(set) var scanned: [Int] = []
    /// The shapes of all known read models by projection; nil for one whose own definition has faults.
    let readModels: [String: ReadModelSchema?]
    /// The columns that are looked up or worked out per row, as their values are kept, in the order of a complete block: those of a later stage
    /// stand before those of an earlier one.
    private(set) var derived: [ColumnSchema] = []
    /// The stages in which they are worked out.
    private(set) var drafts: [any StageDraft] = []
    /// The columns of the report that could not be read, each with why it may not be used.
    var unreadable: [String: String] = [:]
    /// The read models beside the report's own.
    var joins = JoinSources()
    /// Whether a read model is of a projection whose own definition has faults.
    var isIncomplete = false
    /// The columns of currencies that are the same in every row, by their names, which are the codes. They have no place in definitions: a name
    /// of capitals is none of a column.
    var fixedCurrencies: [String: Currency] = [:]
    /// How many columns of later stages stand before the block to which indexes refer.
    private var skipped = 0

    /// The tests that all rows must meet; nil if they could not be read.
    var tests: [RowTest]? = []
    /// The filters of measures, each once, with the tests from which they were made.
    var measureFilters: [RowFilter] = []
    /// Whether the values of each row column so far follow each other; nil if it could not be read.
    var sequences: [Bool?] = []
    /// The report's columns so far. The type is nil if it is unknown.
    var columns: [(name: String, type: TableType?, isRowColumn: Bool)] = []

    /// Tests that were typed beside the definition.
    private let texts: [WhereText]

    /// - Parameters:
    ///   - readModels: the shape of every known projection by name; nil for one whose own definition has faults.
    ///   - texts: tests that were typed beside the definition.
    init(_ definition: ReportDefinition, _ schema: ReadModelSchema, _ readModels: [String: ReadModelSchema?], where texts: [WhereText] = []) {
        self.readModels = readModels
        self.definition = definition
        self.texts = texts
        self.schema = schema
        reader = DefinitionReader(file: definition.file)
        allColumns = schema.allColumns
        parser = ExpressionParser(scope: ExpressionScope(.row, columns: []))
    }

    func plan() -> ReportPlan? {
        let zone = zone(named: zoneName)
        lookups()
        derivedColumns()
        parser.scope = scope(with: nameable)
        let period = definition.period?.column.flatMap(periodColumn)
        var filter = definition.filter.map { source -> RowFilter in
            tests = parser.tests(source.value(in: reader))
            return rowFilter(tests ?? [], at: source.path)
        }
        let chosen = self.filter(typed: texts, hasMoment: true)
        if !chosen.isEmpty { filter = RowFilter(tests: (filter?.tests ?? []) + chosen) }
        let rows = definition.rows.compactMap(row)
        let measures = definition.measures.map(measure)
        let order = order()
        let shape = shape(order)
        let stockPlace = stockPlace(period)
        let labels = labels()
        let shown = shownColumns(shape, labels)
        let known = shape.pivot == nil ? self.columns.map { ($0.name, $0.type) } : shown?.map { ($0.name, $0.type) }
        let charts = charts()
        let checks = definition.checks.compactMap { check($0, among: known) }
        guard reader.faults.isEmpty, typedFaults.isEmpty, !isIncomplete, let zone else { return nil }
        let typed = self.columns.compactMap { column in column.type.map { TableColumn(column.name, $0, isRowColumn: column.isRowColumn, label: labels[column.name]) } }
        guard typed.count == self.columns.count else { return nil }
        let derived = stages()
        guard reader.faults.isEmpty else { return nil }
        return ReportPlan(
            name: definition.name, title: definition.title, description: definition.description, projection: schema.name, columns: typed,
            shownColumns: shown ?? typed, timeZone: zone,
            definitionSHA256: definition.sha256, periods: PeriodNames(of: definition.rows), csv: definition.csv,
            hasTotals: definition.totals,
            scanned: scanned.map { ($0, allColumns[$0]) }, derived: derived, joins: joins, periodColumn: period, filter: filter ?? RowFilter(tests: []), rows: rows,
            measures: measures, measureFilters: measureFilters, shape: shape, stockPlace: stockPlace, order: order, checks: checks, charts: charts,
            typedTests: texts.map(\.text))
    }

    /// The labels by the names of their columns.
    private func labels() -> [String: String] {
        for label in definition.labels { _ = reportColumn(label.column.name, at: label.column.location) }
        return Dictionary(definition.labels.map { ($0.column.name, $0.text) }) { first, _ in first }
    }

    // MARK: Shared by the parts

    /// The columns of the block as it is read.
    var scannedColumns: [ColumnSchema] { scanned.map { allColumns[$0] } }

    /// The columns that definitions may name.
    var nameable: [ColumnSchema] { (allColumns + derived).filter { fixedCurrencies[$0.name] == nil } }

    /// The zone of periods and truncated times.
    var zoneName: String { definition.period?.timeZone ?? "UTC" }

    /// Adds a stage, whose columns come before all that are known.
    func add(_ draft: some StageDraft) {
        drafts.append(draft)
        derived = draft.columns + derived
    }

    /// What `body` resolves, with the indexes that columns have in the block of an earlier stage.
    ///
    /// - Parameter count: how many columns are added from that stage on.
    func asSeen<Result>(after count: Int, _ body: () -> Result) -> Result {
        skipped = count
        defer { skipped = 0 }
        return body()
    }

    /// The index of a column in the complete block; adds a column of the read model to what is scanned.
    func scan(_ name: String) -> Int? {
        if let place = derived.firstIndex(where: { $0.name == name }) { return place - skipped }
        guard let number = allColumns.firstIndex(where: { $0.name == name }) else { return nil }
        if let place = scanned.firstIndex(of: number) { return derived.count - skipped + place }
        scanned.append(number)
        return derived.count - skipped + scanned.count - 1
    }

    /// A column of the read model or of the report; notes a fault and returns nil if there is none.
    func column(_ named: LocatedName) -> ColumnSchema? {
        let columns = nameable
        if let column = columns.first(where: { $0.name == named.name }) { return column }
        // Its own fault was noted.
        guard unreadable[named.name] == nil else { return nil }
        named.value(in: reader).noteUnknown("column", named.name, among: columns.map(\.name))
        return nil
    }

    /// Notes that a column's type cannot be used.
    func noteType(of column: ColumnSchema, at named: LocatedName, expected: String, remedy: String? = nil) {
        named.value(in: reader).note("the column \"\(column.name)\" is \(column.type.word)", expected: expected, remedy: remedy)
    }

    static func zone(named name: String) throws(RefoldError) -> TimeZoneRules { try TimeZoneRules(named: name) }

    /// A zone by its name; nil after a finding.
    func zone(named name: String) -> TimeZoneRules? {
        do throws(RefoldError) {
            return try Self.zone(named: name)
        } catch {
            for fault in error.faults { reader.note(fault.what, line: nil, path: .root, expected: fault.expected, remedy: fault.remedy) }
            return nil
        }
    }

    private func periodColumn(_ named: LocatedName) -> (number: Int, type: ColumnType)? {
        guard let number = allColumns.firstIndex(where: { $0.name == named.name }) else {
            let value = named.value(in: reader)
            if unreadable[named.name] != nil || derived.contains(where: { $0.name == named.name }) {
                let isLookup = definition.lookups.contains { $0.name == named.name }
                value.note(
                    "the column \"\(named.name)\" is \(isLookup ? "looked up in another read model" : "worked out for this report")", expected: "a column of the read model, by which rows are read",
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
