import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldValues

/// Shows the events of a stream one after the other with the row after each, for people or for programs.
struct HistoryTrail {
    private let cells: RowValues
    /// The last known row before the next event; nil if there is none.
    private var before: [ReportValue]?
    private var isFirst = true

    init(of projection: Projection) { cells = RowValues(of: projection.rowSchema) }

    /// Skips the events before this state.
    mutating func begin(after state: StreamHistory.State) throws(RefoldError) { before = try values(of: state) }

    /// The values of the row; nil if there is none or it is not known.
    private func values(of state: StreamHistory.State) throws(RefoldError) -> [ReportValue]? {
        guard case .row(let row) = state else { return nil }
        return try cells.read(0, of: row)
    }

    // MARK: For people

    /// The lines for the next event: its head, and below it the columns that it changed. Events are separated by an empty line.
    mutating func lines(of stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) -> [String] {
        var lines = (isFirst ? [] : [""]) + [head(of: stored)]
        isFirst = false
        if case .unknown = state { return lines + ["    the row cannot be told"] }
        let after = try values(of: state)
        lines += changes(from: before, to: after)
        before = after
        return lines
    }

    private func head(of stored: StoredEvent) -> String {
        stored.headLine + (stored.actor.map { "  by \(Printable.text($0))" } ?? "")
    }

    private func changes(from old: [ReportValue]?, to after: [ReportValue]?) -> [String] {
        guard let after else { return [old == nil ? "    no row" : "    the row is deleted"] }
        let changed = after.indices.filter { after[$0] != old?[$0] ?? .null }
        guard !changed.isEmpty else { return ["    nothing changed"] }
        let width = changed.map { cells.columns[$0].name.count }.max() ?? 0
        return changed.map { place in
            let name = cells.columns[place].name
            let before = old?[place] ?? .null
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

    /// The next event with the state after it.
    func summary(of stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) -> JSONValue {
        let isFolded = if case .unknown = state { false } else { true }
        return .object(stored.headFields + [
            JSONField("by", .text(stored.actor)), JSONField("folded", .boolean(isFolded)), JSONField("state", object(try values(of: state))),
        ])
    }

    private func object(_ values: [ReportValue]?) -> JSONValue {
        guard let values else { return .null }
        return .object(zip(cells.columns, values).map { column, value in JSONField(column.name, Self.json(value, column.type)) })
    }

    private static func json(_ value: ReportValue, _ type: ColumnType) -> JSONValue {
        switch (value, type.content) {
        case (.null, _): .null
        case (.boolean(let flag), _): .boolean(flag)
        case (.number, .integer): .json(value.plain)
        case (.text(let text), .json): .json(text)
        default: .text(value.plain)
        }
    }
}

extension StoredEvent {
    /// Who caused it: `by` in the data, else in the metadata, which anybody may send; nil if neither has it.
    fileprivate var actor: String? { Self.by(in: event.data) ?? Self.by(in: event.metadata) }

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
        case .missing, .underList, .null, .object, .array: return nil
        default: return found[0].text(in: bytes.span)
        }
    }
}
