import RefoldCore
import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables

/// The events behind a row.
struct RowPage: ExplainPage {
    private let generation: Generation
    private let key: RowKeyText
    private let steps: RowSteps
    private let columns: [ColumnSchema]
    /// The numbers of the columns that are shown; nil for those that an event changed.
    private let shown: [Int]?
    private let differs: Bool
    private let isIncomplete: Bool
    private let behind: Int64?

    init(
        _ generation: Generation, _ key: RowKeyText, _ steps: RowSteps, columns: [ColumnSchema], shown: [Int]?, differs: Bool, isIncomplete: Bool,
        behind: Int64?
    ) {
        (self.generation, self.key, self.steps, self.columns) = (generation, key, steps, columns)
        (self.shown, self.differs, self.isIncomplete, self.behind) = (shown, differs, isIncomplete, behind)
    }

    // MARK: For people

    var lines: [String] {
        let name = key.fields.map { "\($0.name)=\(Printable.text($0.value.plain))" }.joined(separator: ", ")
        let events = Grouped.text(steps.count, "event")
        var lines = [
            "\(generation.projection): \(name)",
            "version \(generation.version), \(events), up to position \(Grouped.text(Int(generation.position)))",
        ]
        if differs { lines.append("not what the events give") }
        lines.append("")
        if let earlier = steps.earlierText { lines += [earlier, ""] }
        return lines + (shown.map { table(of: $0).lines } ?? changes)
    }

    private func table(of shown: [Int]) -> TextTable {
        let own = shown.map { TextTable.Column(columns[$0].name, isNumber: columns[$0].type.isNumeric) }
        var table = TextTable([.init("position"), .init("event"), .init("occurred at")] + own)
        for step in steps.kept { table.add(step.cells + shown.map { column in step.values.map { $0[column].plain } ?? "-" }) }
        return table
    }

    private var changes: [String] {
        let changes = RowChanges(of: columns)
        var lines: [String] = []
        var before = steps.before
        for step in steps.kept {
            if !lines.isEmpty { lines.append("") }
            lines.append(step.cells.map(Printable.text).joined(separator: "  "))
            // What is not known changes nothing that can be shown.
            if step.note != nil, step.values == nil { continue }
            lines += changes.lines(from: before, to: step.values)
            before = step.values
        }
        return lines
    }

    // MARK: For programs

    var fields: [JSONField] {
        let places = shown ?? Array(columns.indices)
        let changes = RowChanges(of: places.map { columns[$0] })
        func row(_ values: [TableValue]?) -> JSONValue { changes.json(values.map { values in places.map { values[$0] } }) }
        var fields = [
            JSONField("projection", .text(generation.projection)), JSONField("version", .integer(generation.version)), JSONField("key", .object(key.fields)),
            JSONField("position", .integer(generation.position)),
        ]
        fields += JSONField.behind(behind) + JSONField.incomplete(isIncomplete)
        if differs { fields.append(JSONField("differs", .boolean(true))) }
        fields.append(JSONField("row", row(steps.last?.values)))
        fields += steps.earlierField
        return fields + [JSONField("events", .list(steps.kept.map { .object($0.fields + [JSONField("row", row($0.values))]) }))]
    }
}
