import RefoldCore
import RefoldDefinitions
import RefoldProjections
import RefoldValues

extension ReportDefinition {
    /// Reads a definition and finds all faults that do not depend on its read model.
    ///
    /// - Parameters:
    ///   - file: the path as faults show it.
    ///   - name: the report's name: its path below the folder of definitions, without the extension.
    ///   - files: those that the definition may name; nil for none.
    /// - Returns: nil only if the file is not JSON5 or not an object. If there are faults, the definition is incomplete.
    public static func read(
        _ bytes: some Sequence<UInt8>, file: String, name: String, files: DefinitionFiles? = nil
    ) -> (definition: ReportDefinition?, faults: [Fault]) {
        let reader = DefinitionReader(file: file)
        let definition = reader.root(of: bytes).flatMap { ReportParser(reader: reader, calendars: CalendarFiles(files, reader)).definition($0, name: name) }
        return (definition, reader.sortedFaults)
    }
}

/// Reads a report's file part by part; every part notes its own faults.
struct ReportParser {
    static let keys = ["title", "description", "labels", "from", "period", "lookup", "columns", "where", "rows", "measures", "order", "totals", "checks", "csv", "charts"] + shapeKeys

    let reader: DefinitionReader
    let calendars: CalendarFiles
    /// Checks time zones; it has no columns.
    let zones = ExpressionScope(.row, columns: [])

    func definition(_ root: DefinitionValue, name: String) -> ReportDefinition? {
        guard let object = root.object("an object that declares a report", keys: Self.keys, otherWords: OtherWords.report) else { return nil }
        let title = object.optional("title")?.string()
        let source = object.required("from").flatMap { named($0, "the name of a projection") }
        let rows = rows(object.optional("rows"))
        return ReportDefinition(
            file: reader.file, name: name, title: title ?? name, description: object.optional("description")?.string(),
            labels: labels(object.optional("labels")), source: source, period: object.optional("period").flatMap(period),
            lookups: lookups(object.optional("lookup")),
            columns: object.optional("columns").flatMap(columns), filter: object.optional("where").flatMap(filter), rows: rows.compactMap { $0 }, measures: measures(object),
            shape: shape(object), order: order(object.optional("order")), totals: object.optional("totals")?.bool() ?? false,
            checks: checks(object.optional("checks"), hasPivot: object.contains("pivot")), csv: object.optional("csv").map { CSVOptions($0) } ?? CSVOptions(),
            charts: charts(object.optional("charts")), sha256: calendars.sha256(with: root.node.json), hasAllNames: !rows.contains { $0 == nil })
    }

    /// A string with its place.
    func named(_ value: DefinitionValue, _ expected: String) -> LocatedName? {
        value.string(expected).map { LocatedName(name: $0, location: DefinitionLocation(value)) }
    }

    /// What people read in the place of the names of columns.
    private func labels(_ value: DefinitionValue?) -> [LabelDefinition] {
        guard let members = value?.object("an object such as {amount: \"Amount\"}")?.members else { return [] }
        return members.compactMap { member in
            guard let text = member.value.string("a label, as people read it") else { return nil }
            return LabelDefinition(column: LocatedName(name: member.key, location: DefinitionLocation(member)), text: text)
        }
    }

    func filter(_ value: DefinitionValue) -> FilterSource? {
        value.object("an object of tests").map { _ in FilterSource(value) }
    }

    private func columns(_ value: DefinitionValue) -> FilterSource? {
        guard value.members == nil else { return FilterSource(value) }
        value.noteWrongKind(
            expected: "an object of columns such as {age: {days: [\"created_at\", \"@as_of\"]}}",
            remedy: value.elements == nil ? nil : "write rows if lines are to be made for these")
        return nil
    }

    /// Notes a name that is not valid for a column.
    func checkName(_ name: String, _ note: (_ what: String, _ expected: String) -> Void) {
        if !DefinitionName.isValid(name) { note("\"\(name)\" is no name for a column", DefinitionName.rule) }
    }

    private func period(_ value: DefinitionValue) -> PeriodDefinition? {
        guard let object = value.object("an object {column, timeZone}", keys: ["column", "timeZone"]) else { return nil }
        let column = object.required("column").flatMap { named($0, "the name of a column") }
        let zone = object.optional("timeZone").flatMap(zones.timeZone)
        return PeriodDefinition(column: column, timeZone: zone ?? "UTC")
    }

    private func order(_ value: DefinitionValue?) -> [OrderDefinition] {
        guard let elements = value?.list("a list of column names") else { return [] }
        return elements.compactMap { element in
            guard var column = named(element, "the name of a column of the report, with \"-\" before it to descend") else { return nil }
            let descends = column.name.hasPrefix("-")
            if descends { column.name.removeFirst() }
            return OrderDefinition(column: column, descends: descends)
        }
    }

    private func checks(_ value: DefinitionValue?, hasPivot: Bool) -> [CheckDefinition] {
        guard let elements = value?.list("a list of checks such as \"paid <= amount\"") else { return [] }
        return elements.compactMap { element in
            guard let text = element.string("a check such as \"paid <= amount\"") else { return nil }
            do throws(CheckDefinition.Malformed) {
                return try CheckDefinition(text, at: DefinitionLocation(element), hasPivot: hasPivot)
            } catch {
                switch error {
                case .operators:
                    let known = CheckDefinition.Operator.allCases.map(\.rawValue)
                    element.note("\"\(text)\" is no check", expected: "two sides and one of " + DefinitionValue.list(known) + " between them")
                case .operand(let side):
                    element.note(
                        side.isEmpty ? "a side of \"\(text)\" is missing" : "\"\(side)\" is neither a column's name nor a number",
                        expected: "a column of the report or a plain number")
                }
                return nil
            }
        }
    }
}
