import RefoldCore
import RefoldValues

/// One pass over the rows of a read model: finds the line of every row and updates the tallies of the measures.
///
/// Belongs to one thread.
final class ReportRun {
    let plan: ReportPlan
    private(set) var coders: [RowCoder]
    var groups: GroupIndex
    /// One per measure; nil for arithmetic.
    let tallies: [(any Tally)?]

    private let spans: PeriodSpans?
    private var rows: [Int32] = []
    private var keys: [Int64] = []
    private var found: [Int32] = []
    /// The line of each row that was last looked at, by its number in the block.
    private(set) var groupOfRow: [Int32] = []

    /// - Parameter period: of the rows; nil for all.
    init(_ plan: ReportPlan, period: Period?) {
        self.plan = plan
        spans = plan.spans(of: period)
        coders = plan.rows.map(RowCoder.init)
        groups = GroupIndex(width: plan.rows.count + 1)
        tallies = plan.measures.map { measure in
            guard case .aggregate(let aggregate) = measure.form else { return nil }
            return aggregate.function.tally(of: aggregate, plan.memory)
        }
        // A report without row columns has one line, even over no rows.
        if plan.rows.isEmpty { groups.groups(of: [0], into: &found) }
    }

    /// Takes in a block whose columns are the plan's scanned ones.
    func add(_ block: RowBlock) throws(RefoldError) {
        let block = try plan.completed(block)
        rows.removeAll(keepingCapacity: true)
        rows.append(contentsOf: 0..<Int32(truncatingIfNeeded: block.count))
        plan.filter.narrow(&rows, of: block)
        guard !rows.isEmpty else { return }
        try findGroups(of: rows, in: block)
        try add(rows, of: block)
    }

    /// Updates the tallies by rows whose lines are in ``groupOfRow``.
    ///
    /// - Throws: status 1 if what a tally keeps cannot be written to a temporary file.
    func add(_ rows: [Int32], of block: RowBlock) throws(RefoldError) {
        var narrowed: [Choice: [Int32]] = [:]
        for (index, tally) in tallies.enumerated() {
            guard let tally, case .aggregate(let aggregate) = plan.measures[index].form else { continue }
            guard aggregate.filter != nil || spans != nil else {
                try tally.add(rows, of: block, groups: groupOfRow, count: groups.count)
                continue
            }
            let choice = Choice(filter: aggregate.filter, span: aggregate.span)
            let own = narrowed[choice] ?? counted(rows, by: aggregate, of: block)
            narrowed[choice] = own
            try tally.add(own, of: block, groups: groupOfRow, count: groups.count)
        }
        try spill()
    }

    /// Has tallies spill, the largest first, until the rest of what they keep has room.
    private func spill() throws(RefoldError) {
        guard let memory = plan.memory else { return }
        var sizes = tallies.map { $0?.memory ?? 0 }
        var sum = sizes.reduce(0, +)
        while sum > memory.kept, let size = sizes.max(), size > 0, let largest = sizes.firstIndex(of: size) {
            try tallies[largest]?.spill()
            sum -= size
            sizes[largest] = 0
        }
    }

    /// Which rows a measure counts.
    private struct Choice: Hashable {
        var filter: Int?
        var span: RowSpan
    }

    /// Those of the rows that a measure counts, by its own filter and its span.
    func counted(_ rows: [Int32], by aggregate: AggregatePlan, of block: RowBlock) -> [Int32] {
        var own = rows
        spans?.narrow(&own, to: aggregate.span, of: block)
        if let filter = aggregate.filter { plan.measureFilters[filter].narrow(&own, of: block) }
        return own
    }

    /// Finds or adds the lines of rows, for ``groupOfRow``.
    func findGroups(of rows: [Int32], in block: RowBlock) throws(RefoldError) {
        groupOfRow.grow(to: block.count, with: 0)
        guard !coders.isEmpty else { return }
        let width = groups.width
        keys.removeAll(keepingCapacity: true)
        keys.append(contentsOf: repeatElement(0, count: rows.count * width))
        for place in coders.indices { try coders[place].code(block, rows, place: place, width: width, into: &keys) }
        groups.groups(of: keys, into: &found)
        for (index, row) in rows.enumerated() { groupOfRow[Int(row)] = found[index] }
    }
}
