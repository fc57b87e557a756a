import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldReports
import RefoldTables
import RefoldValues

/// An event behind a row, and what is shown of the row after it.
struct RowStep {
    let position: Position
    let type: String
    let occurredAt: Timestamp
    /// Nil if nothing is to be shown: there is no row, or it puts nothing into the figure.
    let values: [TableValue]?
    /// The item of a list of the event; nil for the event as a whole.
    let item: ListItem?
    /// Why the event changed nothing, if it did not.
    let note: String?

    init(_ step: RowTrails.Step, _ values: [TableValue]?) {
        (position, type, occurredAt, self.values) = (step.position, step.type, step.occurredAt, values)
        item = step.item
        if case .refused(let reason) = step.content {
            note = "not taken: \(reason)"
        } else {
            note = step.outcome == .folded ? nil : step.outcome.rawValue
        }
    }

    /// For a table: position, type and time.
    var cells: [String] { ["#\(position)", type + (item.map { ", \($0.described)" } ?? "") + (note.map { " (\($0))" } ?? ""), occurredAt.description] }

    /// For programs, without what is shown of the row.
    var fields: [JSONField] {
        [JSONField("position", .integer(position)), JSONField("type", .text(type)), JSONField("occurred_at", .text(occurredAt.description))]
            + (item.map { [JSONField("item", .object([JSONField("list", .text($0.list)), JSONField("index", .integer($0.index ?? 0))]))] } ?? [])
            + (note.map { [JSONField("note", .text($0))] } ?? [])
    }
}

/// The last events behind a row.
struct RowSteps {
    private let limit: Int
    private var steps: [RowStep] = []
    /// How many there are, those that are not kept included.
    private(set) var count = 0
    private(set) var last: RowStep?

    private let onlyChanges: Bool

    /// - Parameters:
    ///   - limit: how many are kept.
    ///   - onlyChanges: whether events are left out that change nothing of what is shown.
    init(_ limit: Int, onlyChanges: Bool) { (self.limit, self.onlyChanges) = (limit, onlyChanges) }

    mutating func add(_ step: RowStep) {
        guard !onlyChanges || step.values != last?.values else { return }
        count += 1
        last = step
        steps.append(step)
        // Removed in large steps, so that each is moved only a few times. One extra is kept for what the first one changes.
        if steps.count / 2 > limit { steps.removeFirst(steps.count - limit - 1) }
    }

    var kept: ArraySlice<RowStep> { steps.suffix(limit) }

    /// What is shown of the row before the first that is kept.
    var before: [TableValue]? { steps.dropLast(kept.count).last?.values }

    /// How many come before those that are kept.
    var earlier: Int { count - kept.count }

    /// `2,000 earlier events`; nil if all are kept.
    var earlierText: String? { earlier == 0 ? nil : Grouped.text(earlier, "earlier event") }

    /// The field for those that are not kept: none if all are.
    var earlierField: [JSONField] { earlier == 0 ? [] : [JSONField("earlier_events", .integer(earlier))] }
}
