import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// What a report that was made again says of its manifest.
struct ManifestFindings {
    /// Why figures may be others.
    enum Cause: String, CaseIterable {
        case events, definition, program, zoneData = "zone_data"
    }

    struct File {
        var name: String
        /// Whether the report gives the same bytes.
        var isIdentical: Bool
        /// Whether the file beside the manifest has other bytes than the manifest says; nil if it is not there.
        var isChanged: Bool?
    }

    let manifest: ReportManifest
    let now: ReportManifest
    private(set) var files: [File] = []
    /// The figures that differ; nil if all bytes are the same, or if no file is left to compare with.
    var cells: [ReportDifference.Cell]?

    init(_ manifest: ReportManifest, _ now: ReportManifest) { (self.manifest, self.now) = (manifest, now) }

    mutating func add(_ file: ReportManifest.File, isIdentical: Bool, isChanged: Bool?) {
        files.append(File(name: file.name, isIdentical: isIdentical, isChanged: isChanged))
    }

    /// What is not as it was when the report was made.
    var causes: [Cause] {
        Cause.allCases.filter { cause in
            switch cause {
            // Another definition reads other types, so that the events cannot be compared.
            case .events: sources(manifest) == sources(now) && (hasOtherEvents || manifest.dropped != now.dropped)
            case .definition: manifest.definitionSHA256 != now.definitionSHA256 || sources(manifest) != sources(now)
            case .program: manifest.madeBy != now.madeBy
            case .zoneData: manifest.zoneData != now.zoneData
            }
        }
    }

    /// The read models that are defined otherwise now, or were not read then.
    private var changedReadModels: [String] {
        let before = Set(sources(manifest))
        let changed = zip(now.readModels, sources(now)).filter { !before.contains($1) }.map(\.0.name)
        return changed.isEmpty ? now.readModels.map(\.name) : changed
    }

    /// Whether a read model whose events were kept reads others now.
    private var hasOtherEvents: Bool {
        (manifest.events.map { $0 != now.events } ?? false)
            || zip(manifest.readModels, now.readModels).contains { before, after in before.events.map { $0 != after.events } ?? false }
    }

    private func sources(_ manifest: ReportManifest) -> [String] { manifest.readModels.map { "\($0.name) \($0.definitionSHA256)" } }

    /// Whether the same events give the same bytes, and the files beside the manifest are those.
    var isIdentical: Bool { !files.isEmpty && files.allSatisfy { $0.isIdentical && $0.isChanged != true } && !causes.contains(.events) }

    // MARK: For programs

    var fields: [JSONField] {
        [
            JSONField("report", .text(manifest.report)), JSONField("identical", .boolean(isIdentical)), JSONField("bound", .integer(manifest.bound)),
            JSONField("events", manifest.eventCount.map { .integer($0) } ?? .null),
            JSONField("events_now", now.eventCount.map { .integer($0) } ?? .null), JSONField("because", .texts(causes.map(\.rawValue))),
            JSONField(
                "files",
                .list(
                    files.map { file in
                        .object([
                            JSONField("name", .text(file.name)), JSONField("identical", .boolean(file.isIdentical)),
                            JSONField("changed", file.isChanged.map { .boolean($0) } ?? .null),
                        ])
                    })),
            JSONField("cells", cells.map { .list($0.map(Self.cell)) } ?? .null),
        ]
    }

    private static func cell(_ cell: ReportDifference.Cell) -> JSONValue {
        .object([
            JSONField("row", cell.row.json), JSONField("column", .text(cell.column)), JSONField("was", cell.before.jsonText),
            JSONField("now", cell.after.jsonText), JSONField("difference", .text(cell.difference?.description)),
        ])
    }

    // MARK: For people

    var lines: [String] {
        var lines = files.map { file in
            let name = Printable.text(file.name)
            let state = file.isIdentical ? file.isChanged == false ? "identical" : "the report gives what was written" : "the report gives other bytes now"
            return "\(name): \(state)"
                + (file.isChanged == true ? "; the file beside the manifest was changed since: take it from a copy, or write the report again" : "")
                + (file.isChanged == nil ? "; the file is not beside the manifest" : "")
        }
        guard let cells, let first = cells.first else { return lines }
        var table = TextTable(
            first.row.columns.map { TextTable.Column($0.name) }
                + [TextTable.Column("column"), TextTable.Column("was", isNumber: true), TextTable.Column("now", isNumber: true),
                    TextTable.Column("difference", isNumber: true)])
        for cell in cells.prefix(Self.mostCells) {
            table.add(cell.row.values.map(\.plain) + [cell.column, cell.before.plain, cell.after.plain, cell.difference?.description ?? ""])
        }
        lines += [""] + table.lines
        if cells.count > Self.mostCells { lines.append("and \(Grouped.text(cells.count - Self.mostCells)) more: --json has them all") }
        return lines
    }

    private static let mostCells = 100

    /// What it comes to.
    var sentence: String {
        let name = Printable.text(manifest.report)
        if isIdentical {
            let events = manifest.eventCount.map { ", from \(Grouped.text(Int($0), "event"))" } ?? ""
            return "\(name): identical\(events), up to position \(Grouped.text(Int(manifest.bound)))"
        }
        let count = cells?.count ?? 0
        let what =
            files.contains { $0.isChanged == true } ? "a file was changed after it was written"
            : files.allSatisfy(\.isIdentical) ? "the figures are the same"
            : cells == nil ? "the bytes are others" : count == 0 ? "the bytes are others, and every figure is the same" : Grouped.text(count, "figure") + " differ\(count == 1 ? "s" : "")"
        let reasons = causes.map(reason)
        return "\(name): \(what)" + (reasons.isEmpty ? "" : ": " + reasons.joined(separator: "; "))
    }

    private func reason(_ cause: Cause) -> String {
        let (before, after) = (manifest.eventCount ?? 0, now.eventCount ?? 0)
        return switch cause {
        case .events where before != after:
            "up to position \(Grouped.text(Int(manifest.bound))) its read models read \(Grouped.text(Int(after), "event")) now, and had read \(Grouped.text(Int(before)))"
        case .events where manifest.dropped != now.dropped: "other events are dropped (see refold parked)"
        case .events: "events up to position \(Grouped.text(Int(manifest.bound))) are not what they were (see refold verify)"
        case .definition:
            manifest.definitionSHA256 != now.definitionSHA256
                ? "the definition of the report has changed" : "the definition of \(changedReadModels.joined(separator: ", ")) has changed"
        case .program: "it was made by \(manifest.madeBy), and this is \(now.madeBy)"
        case .zoneData: "the zone data were \(manifest.zoneData ?? "unknown") and are \(now.zoneData ?? "unknown")"
        }
    }
}
