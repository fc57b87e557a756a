import RefoldCore
import RefoldReports

/// The events of a stream with what each made of its row, for people and for programs.
struct HistoryTrail {
    /// An event, and the values of the row before and after it; nil where there is no row.
    private struct Entry {
        var stored: StoredEvent
        var before: [ReportValue]?
        var after: [ReportValue]?
    }

    private let cells: RowValues
    private let limit: Int
    private var entries: [Entry] = []
    private var last: [ReportValue]?

    /// - Parameter limit: how many events are kept, the last ones; nil for all.
    init(of projection: Projection, keepingLast limit: Int?) {
        cells = RowValues(of: projection.rowSchema)
        self.limit = limit ?? .max
    }

    /// - Parameter row: the row after the event, alone in a block.
    mutating func add(_ stored: StoredEvent, _ row: RowBlock?) throws(RefoldError) {
        var after: [ReportValue]?
        if let row { after = try cells.read(0, of: row) }
        entries.append(Entry(stored: stored, before: last, after: after))
        last = after
        // In steps, so that each event is moved a few times at most.
        if entries.count / 2 >= limit { entries.removeFirst(entries.count - limit) }
    }

    private var kept: ArraySlice<Entry> { entries.suffix(limit) }

    // MARK: For people

    /// A block an event: its head, and below it the columns that it changed.
    var lines: [String] {
        var lines: [String] = []
        for entry in kept {
            if !lines.isEmpty { lines.append("") }
            lines.append(head(of: entry.stored))
            lines += changes(of: entry)
        }
        return lines
    }

    private func head(of stored: StoredEvent) -> String {
        let event = stored.event
        let by = stored.actor.map { "  by \(Printable.text($0))" } ?? ""
        return "#\(stored.position)  \(stored.version)  \(Printable.text(event.type))  \(event.occurredAt) (recorded \(event.recordedAt))\(by)"
    }

    private func changes(of entry: Entry) -> [String] {
        guard let after = entry.after else { return [entry.before == nil ? "    no row" : "    the row is deleted"] }
        let changed = after.indices.filter { after[$0] != entry.before?[$0] ?? .null }
        guard !changed.isEmpty else { return ["    nothing changed"] }
        let width = changed.map { cells.columns[$0].name.count }.max() ?? 0
        return changed.map { place in
            let name = cells.columns[place].name
            let before = entry.before?[place] ?? .null
            let change = before.isNull ? text(after[place]) : "\(text(before)) -> \(text(after[place]))"
            return "    " + name + String(repeating: " ", count: width - name.count + 2) + change
        }
    }

    private func text(_ value: ReportValue) -> String {
        switch value {
        case .null: "null"
        case .text(""): "\"\""
        default: Printable.text(value.plain)
        }
    }

    // MARK: For programs

    var summary: [JSONValue] {
        kept.map { entry in
            let (stored, event) = (entry.stored, entry.stored.event)
            return .object([
                JSONField("position", .integer(stored.position)), JSONField("version", .integer(stored.version)),
                JSONField("type", .text(event.type)), JSONField("id", .text(event.id)),
                JSONField("occurred_at", .text(event.occurredAt.description)), JSONField("recorded_at", .text(event.recordedAt.description)),
                JSONField("by", .text(stored.actor)), JSONField("state", state(entry.after)),
            ])
        }
    }

    private func state(_ values: [ReportValue]?) -> JSONValue {
        guard let values else { return .null }
        return .object(zip(cells.columns, values).map { column, value in JSONField(column.name, Self.json(value, column.type)) })
    }

    private static func json(_ value: ReportValue, _ type: ColumnType) -> JSONValue {
        switch (value, type) {
        case (.null, _): .null
        case (.boolean(let flag), _): .boolean(flag)
        case (.number, .integer): .json(value.plain)
        case (.text(let text), .json): .json(text)
        default: .text(value.plain)
        }
    }
}

extension StoredEvent {
    /// Who did it: `by` of the metadata, else of the data; nil where neither says.
    fileprivate var actor: String? { Self.by(in: event.metadata) ?? Self.by(in: event.data) }

    private static func by(in json: String) -> String? {
        var plan = JSONFieldPlan(paths: [["by"]])
        var found = [JSONSlice.missing]
        let bytes = Array(json.utf8)
        do throws(JSONFault) {
            var slices = found.mutableSpan
            try plan.extract(from: bytes.span, into: &slices)
        } catch {
            return nil
        }
        switch found[0].kind {
        case .missing, .null, .object, .array: return nil
        default: return found[0].text(in: bytes.span)
        }
    }
}
