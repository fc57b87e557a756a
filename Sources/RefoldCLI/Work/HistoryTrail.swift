import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// Shows the events of a stream one after the other with the row after each, for people or for programs.
struct HistoryTrail {
    private let projection: String
    private let cells: RowValues
    private let changes: RowChanges
    /// The last known row before the next event; nil if there is none.
    private var before: [TableValue]?
    private var isFirst = true

    init(of projection: Projection) {
        (self.projection, cells) = (projection.name, RowValues(of: projection.rowSchema))
        changes = RowChanges(of: cells.columns)
    }

    /// Skips the events before this state.
    mutating func begin(after state: StreamHistory.State) throws(RefoldError) { before = try values(of: state) }

    /// The values of the row; nil if there is none or it is not known.
    private func values(of state: StreamHistory.State) throws(RefoldError) -> [TableValue]? {
        switch state {
        case .row(let row): try cells.read(0, of: row)
        case .dropped(_, let row): try row.map { (row) throws(RefoldError) in try cells.read(0, of: row) }
        case .none, .unknown: nil
        }
    }

    // MARK: For people

    /// The lines for the next event: its head, and below it the columns that it changed. Events are separated by an empty line.
    mutating func lines(of stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) -> [String] {
        var lines = (isFirst ? [] : [""]) + [head(of: stored)]
        isFirst = false
        switch state {
        case .unknown: return lines + ["    the row cannot be told"]
        case .dropped(let reason, _): return lines + ["    dropped for \(projection): \(Printable.text(reason))"]
        case .row, .none: break
        }
        let after = try values(of: state)
        lines += changes.lines(from: before, to: after)
        before = after
        return lines
    }

    private func head(of stored: StoredEvent) -> String {
        stored.headLine + (stored.actor.map { "  by \(Printable.text($0))" } ?? "")
    }

    // MARK: For programs

    /// The next event with the state after it.
    func summary(of stored: StoredEvent, _ state: StreamHistory.State) throws(RefoldError) -> JSONValue {
        var isFolded = true
        var drop: [JSONField] = []
        switch state {
        case .unknown: isFolded = false
        case .dropped(let reason, _): (isFolded, drop) = (false, [JSONField("dropped", .text(reason))])
        case .row, .none: break
        }
        return .object(stored.headFields + [
            JSONField("by", .text(stored.actor)), JSONField("folded", .boolean(isFolded)), JSONField("state", changes.json(try values(of: state))),
        ] + drop)
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
        case .missing, .underList, .underScalar, .null, .object, .array: return nil
        default: return found[0].text(in: bytes.span)
        }
    }
}
