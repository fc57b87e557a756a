import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// The rows and events behind a figure.
struct FigurePage: ExplainPage {
    private let figure: ExplainedFigure
    private let plan: ReportPlan
    private let typed: (line: String?, period: String?)
    private let generation: Generation
    /// The read models that the report reads besides.
    private let further: [Generation]
    /// The events of each row.
    var steps: [RowSteps] = []
    /// The numbers of rows that are not what the events give.
    var differing: [Int] = []
    var isIncomplete = false
    var behind: Int64?

    init(_ figure: ExplainedFigure, of plan: ReportPlan, line: String?, period: String?, _ generation: Generation, beside further: [Generation] = []) {
        (self.figure, self.plan, self.generation, self.further) = (figure, plan, generation, further)
        typed = (line, period)
    }

    private var rowColumns: [TableColumn] { plan.columns.filter(\.isRowColumn) }

    // MARK: For people

    var lines: [String] {
        var lines = [title]
        if !figure.interval.from.isNull {
            lines.append("from \(figure.interval.from.plain) to before \(figure.interval.to.plain), \(figure.interval.timeZone)")
        }
        lines.append("\(generation.projection), version \(generation.version), up to position \(Grouped.text(Int(generation.position)))")
        if !further.isEmpty { lines.append("with rows as they are there of " + further.map { "\($0.projection), version \($0.version)" }.joined(separator: "; ")) }
        if isIncomplete { lines.append("incomplete: events that it may count are parked") }
        lines.append("")
        if figure.operands.isEmpty {
            if !figure.rows.isEmpty || figure.rest.rows > 0 { lines += rowTable.lines + [""] }
        } else {
            lines += operandTable.lines + [""]
        }
        return lines + [Printable.text(figure.rule)]
    }

    private var title: String {
        let line = figure.line.map { line in
            zip(rowColumns, line).map { "\($0.name)=\(Printable.text($1.plain))" }.joined(separator: ", ")
        }
        let place = if let line { line.isEmpty ? "" : " of \(line)" } else { " over all lines" }
        return "\(Printable.text(plan.title)): \(figure.measure)\(place)"
    }

    private var rowTable: TextTable {
        var table = TextTable([
            .init(generation.schema.key.map(\.name).joined(separator: ", ")), .init("position"), .init("event"), .init("occurred at"),
            .init(figure.measure, isNumber: true),
        ])
        for (index, row) in figure.rows.enumerated() {
            let mark = differing.contains(index) ? " (not what the events give)" : ""
            table.add([row.name.map(\.plain).joined(separator: ", ") + mark, "", "", "", row.value.plain])
            guard index < steps.count else { continue }
            if let earlier = steps[index].earlierText { table.add(["", "", earlier]) }
            for step in steps[index].kept { table.add([""] + step.cells + [step.values?.first?.plain ?? "-"]) }
        }
        if figure.rest.rows > 0 { table.add([Grouped.text(figure.rest.rows, "further row"), "", "", "", figure.rest.value.plain]) }
        return table
    }

    private var operandTable: TextTable {
        var table = TextTable([.init("operand"), .init("figure", isNumber: true), .init("explained by")])
        for operand in figure.operands {
            switch operand {
            case .number(let number): table.add(["", number.plain])
            case .lines(let words, let value): table.add([Printable.text(words), value.isNull ? "null" : value.plain])
            case .measure(let name, let value): table.add([name, value.isNull ? "null" : value.plain, command(for: name)])
            }
        }
        return table
    }

    /// What explains an operand.
    private func command(for measure: String) -> String {
        var words = ["refold", "explain", plan.name]
        if let line = typed.line { words += ["--row", line] }
        if let period = typed.period { words += ["--period", period] }
        return (words + ["--measure", measure]).map(ShellWord.quoted).joined(separator: " ")
    }

    // MARK: For programs

    var fields: [JSONField] {
        let interval = figure.interval
        var fields = [
            JSONField("report", .text(plan.name)), JSONField("measure", .text(figure.measure)),
            JSONField("row", figure.line.map { .object(zip(rowColumns, $0).map { JSONField($0.name, $1.json($0.type)) }) } ?? .null),
            JSONField("period", .object([
                JSONField("from", interval.from.jsonText), JSONField("to", interval.to.jsonText), JSONField("time_zone", .text(interval.timeZone)),
            ])),
            JSONField("read_model", .object([JSONField("name", .text(generation.projection)), JSONField("version", .integer(generation.version))])),
            JSONField("position", .integer(generation.position)),
        ]
        if !further.isEmpty {
            fields.append(
                JSONField(
                    "further_read_models",
                    .list(further.map { .object([JSONField("name", .text($0.projection)), JSONField("version", .integer($0.version))]) })))
        }
        fields += JSONField.behind(behind) + JSONField.incomplete(isIncomplete)
        fields += [JSONField("value", figure.value.jsonText), JSONField("rule", .text(figure.rule))]
        if !figure.operands.isEmpty { fields.append(JSONField("operands", .list(figure.operands.map(operand)))) }
        fields.append(JSONField("rows", .list(figure.rows.indices.map(row))))
        fields.append(JSONField("rest", .object([JSONField("rows", .integer(figure.rest.rows)), JSONField("value", figure.rest.value.jsonText)])))
        return fields
    }

    private func operand(_ operand: ExplainedFigure.Operand) -> JSONValue {
        switch operand {
        case .number(let number): .object([JSONField("number", number.jsonText)])
        case .measure(let name, let value): .object([JSONField("measure", .text(name)), JSONField("value", value.jsonText)])
        case .lines(let words, let value): .object([JSONField("lines", .text(words)), JSONField("value", value.jsonText)])
        }
    }

    private func row(_ index: Int) -> JSONValue {
        let row = figure.rows[index]
        let key = zip(generation.schema.key, row.name).map { JSONField($0.name, $1.json($0.type)) }
        var fields = [JSONField("key", .object(key)), JSONField("value", row.value.jsonText)]
        if differing.contains(index) { fields.append(JSONField("differs", .boolean(true))) }
        guard index < steps.count else { return .object(fields) }
        let events = steps[index].kept.map { step in JSONValue.object(step.fields + [JSONField("value", step.values?.first?.jsonText ?? .null)]) }
        return .object(fields + steps[index].earlierField + [JSONField("events", .list(events))])
    }
}
