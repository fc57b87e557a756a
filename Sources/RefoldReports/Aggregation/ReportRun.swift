import RefoldCore
import RefoldValues

/// One pass over the rows of a read model: finds the line of every row and updates the tallies of the measures.
///
/// Belongs to one thread.
final class ReportRun {
    let plan: ReportPlan
    private(set) var coders: [RowCoder]
    private(set) var groups: GroupIndex
    /// One per measure; nil for arithmetic.
    let tallies: [(any Tally)?]

    private var rows: [Int32] = []
    private var keys: [Int64] = []
    private var found: [Int32] = []
    /// The line of each row that was last looked at, by its number in the block.
    private(set) var groupOfRow: [Int32] = []

    init(_ plan: ReportPlan) {
        self.plan = plan
        coders = plan.rows.map { RowCoder($0, zones: plan.zones) }
        groups = GroupIndex(width: plan.rows.count + 1)
        tallies = plan.measures.map { measure in
            guard case .aggregate(let aggregate) = measure.form else { return nil }
            return aggregate.function.tally(of: aggregate.column, aggregate.type.content)
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
        add(rows, of: block)
    }

    /// Updates the tallies by rows whose lines are in ``groupOfRow``.
    func add(_ rows: [Int32], of block: RowBlock) {
        var narrowed = [[Int32]?](repeating: nil, count: plan.measureFilters.count)
        for (index, tally) in tallies.enumerated() {
            guard let tally, case .aggregate(let aggregate) = plan.measures[index].form else { continue }
            guard let filter = aggregate.filter else {
                tally.add(rows, of: block, groups: groupOfRow, count: groups.count)
                continue
            }
            if narrowed[filter] == nil {
                var own = rows
                plan.measureFilters[filter].narrow(&own, of: block)
                narrowed[filter] = own
            }
            tally.add(narrowed[filter] ?? [], of: block, groups: groupOfRow, count: groups.count)
        }
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
