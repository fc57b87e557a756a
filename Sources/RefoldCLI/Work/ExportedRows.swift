import RefoldJSON
import RefoldReports
import RefoldStores
import RefoldTables
import RefoldValues

/// What became of an export.
struct ExportedRows {
    var count: Int64
    /// The generation that the rows are of.
    var generation: Generation
    /// Whether the rows lack parked events, or that is not known.
    var isIncomplete: Bool
}

extension CommandContext {
    /// Writes the served rows of a projection into a file that appears completely or not at all.
    ///
    /// - Parameters:
    ///   - choice: which rows, which columns, in which order.
    ///   - csv: how CSV is written, beyond what the settings say.
    func export(
        _ projection: String, _ choice: ExportChoice = ExportChoice(), as format: any TableFormat, csv: CSVOptions?, to path: String
    ) throws(RefoldError) -> ExportedRows {
        try spared.check(path)
        let snapshot = try snapshot(of: projection, for: "export \(projection)")
        let plan = try choice.plan(against: snapshot.generation.schema) { .named("--\($0)") }
        let file = try output(path)
        let rows = try export(snapshot, by: plan, as: format, TableStyle(csv: style(csv))) { (bytes) throws(RefoldError) in try file.write(bytes) }
        try file.commit()
        return rows
    }

    /// Writes the served rows of a projection to standard output.
    func print(_ projection: String, _ choice: ExportChoice, as format: any TableFormat) throws(RefoldError) -> ExportedRows {
        let snapshot = try snapshot(of: projection, for: "export \(projection)")
        let plan = try choice.plan(against: snapshot.generation.schema) { .named("--\($0)") }
        return try export(snapshot, by: plan, as: format, TableStyle(csv: style(nil), width: session.output.width)) { (bytes) throws(RefoldError) in try session.output.write(bytes) }
    }

    /// How CSV is written by the settings, and what a step says beyond them.
    private func style(_ csv: CSVOptions?) -> CSVStyle { CSVOptions.format([session.settings.csv, csv]) }

    private func export(
        _ snapshot: any ReadModelSnapshot, by plan: ExportPlan, as format: any TableFormat, _ style: TableStyle,
        write: ([UInt8]) throws(RefoldError) -> Void
    ) throws(RefoldError) -> ExportedRows {
        // Asked before the rows are read, of which a limit may leave the rest unread.
        let parked = try ParkedWarning.sayFirst(of: snapshot, in: session)
        let count = try RowExport(format, by: plan, style: style).run(on: snapshot, to: write)
        sayVersion(of: snapshot.generation)
        return ExportedRows(count: count, generation: snapshot.generation, isIncomplete: parked)
    }
}

extension ExportChoice {
    /// What summaries say of it: nothing of what is not chosen.
    var fields: [JSONField] {
        var fields: [JSONField] = []
        if !tests.isEmpty { fields.append(JSONField("where", .texts(tests.map(\.text)))) }
        if !columns.isEmpty { fields.append(JSONField("columns", .texts(columns))) }
        if !order.isEmpty { fields.append(JSONField("order", .texts(order))) }
        if let limit { fields.append(JSONField("limit", .integer(limit))) }
        return fields
    }
}
