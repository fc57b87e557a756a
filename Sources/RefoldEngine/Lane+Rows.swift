import RefoldCore
import RefoldStores
import RefoldValues

extension Lane {
    /// Forgets the rows that were written to the read model, so that the next events fetch them anew.
    func clear() { state = FoldState(layout: projection.layout, folder: folder, kept: kept) }

    /// The partition of an event that has no key and needs none.
    static let nowhere = -1

    /// How many rows are in memory, deleted ones included.
    var rowsInMemory: Int64 { state.tables.reduce(0) { $0 + Int64($1?.count ?? 0) } }

    /// All rows of the lane in key order, the partitions that were spilled folded to their end. Ends the lane.
    ///
    /// If an event could not be folded, there are no rows, and ``failure`` names the first such event, whether it was spilled or not.
    /// - Parameter sorters: how many sorted runs to make, concurrently, of the rows in memory.
    func finish(sorters: Int) throws(RefoldError) -> [any RowRun] {
        try finish(level: 0, sorters: sorters)
    }

    private func finish(level: Int, sorters: Int) throws(RefoldError) -> [any RowRun] {
        let spilled = state.takeSpilled()
        let tables = state.takeTables()
        let columnCount = projection.layout.columns.count
        guard !spilled.isEmpty else { return failure == nil ? sort(tables, sorters: sorters) : [] }
        var runs: [any RowRun] = []
        if failure == nil { runs.append(try FileRun(writing: MemoryRun(tables, of: projection), columnCount: columnCount, in: folder)) }
        try turn(toEachOf: spilled, level: level + 1) { (isOfUse) throws(RefoldError) in
            let inner = try finish(level: level + 1, sorters: 1)
            if isOfUse, failure == nil { runs.append(try FileRun(writing: MergedRun(inner), columnCount: columnCount, in: folder)) }
        }
        return failure == nil ? runs : []
    }

    /// Loads spilled partitions, one after the other. At the end ``failure`` is the earliest failure of all.
    ///
    /// - Parameters:
    ///   - before: called with each before it is loaded.
    ///   - finish: ends the loaded partition; its argument is true if nothing has failed so far.
    func turn(
        toEachOf spilled: [SpilledPartition], level: Int, before: (SpilledPartition) -> Void = { _ in }, _ finish: (Bool) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var (earliest, earliestTouch) = (failure, failedTouch)
        for partition in spilled {
            before(partition)
            try turn(to: partition, level: level)
            try finish(earliest == nil)
            guard let failure, (failure.position, failedTouch) < (earliest?.position ?? .max, earliestTouch) else { continue }
            (earliest, earliestTouch) = (failure, failedTouch)
        }
        (failure, failedTouch) = (earliest, earliestTouch)
    }

    /// Adds up the contributions of all rows of the lane to the groups of a rollup, after folding the spilled partitions. Ends the lane.
    ///
    /// If an event could not be folded, the sums are unusable, and ``failure`` names the first such event. Errors of single rows then mean
    /// nothing either, because rows may be incomplete.
    func finish(into sums: GroupSums) throws(RefoldError) {
        try finish { (table) throws(RefoldError) in try sums.add(table) }
    }

    /// Calls `visit` with all tables of rows of the lane, after folding the spilled partitions; with no more once an event could not be folded.
    /// Ends the lane.
    func finish(_ visit: (RowTable) throws(RefoldError) -> Void) throws(RefoldError) { try finish(level: 0, visit) }

    private func finish(level: Int, _ visit: (RowTable) throws(RefoldError) -> Void) throws(RefoldError) {
        let spilled = state.takeSpilled()
        var tables = state.takeTables()
        while let table = tables.popLast(), failure == nil { try visit(table) }
        tables = []
        try turn(toEachOf: spilled, level: level + 1) { (_) throws(RefoldError) in try finish(level: level + 1, visit) }
    }

    private func sort(_ tables: [RowTable], sorters: Int) -> [any RowRun] {
        let shares = (0..<max(1, min(sorters, tables.count))).map { share in
            tables.enumerated().filter { $0.offset % max(1, min(sorters, tables.count)) == share }.map(\.element)
        }
        return ConcurrentMap.map(shares) { [projection] in MemoryRun($0, of: projection) }
    }

    /// The rows that were changed or deleted, unordered, with computed columns.
    func changedRows() throws(RefoldError) -> [RowBlock] {
        var blocks: [RowBlock] = []
        var block = RowBlock(columnCount: projection.layout.columns.count)
        for case let table? in state.tables {
            for number in 0..<table.count {
                var row = Row(number, of: table)
                guard row.isTouched, row.isPresent || row.isStored else { continue }
                if row.isPresent { try projection.complete(&row) }
                block.append(row)
                if block.byteCount > 1 << 20 {
                    blocks.append(block)
                    block = RowBlock(columnCount: projection.layout.columns.count)
                }
            }
        }
        if block.count > 0 { blocks.append(block) }
        return blocks
    }

    /// Fetches the served rows of keys that this chunk met for the first time.
    ///
    /// - Parameter chosen: the event of each place, by its number in the batch.
    func loadStored(
        from stored: any StoredRows, for places: [(partition: Int, row: Int)], of batch: EventBatch, _ chosen: [Int]
    ) throws(RefoldError) {
        let keys = RowBlock(columnCount: 0, capacity: 16 << 10)
        for (index, place) in places.enumerated() {
            guard place.partition != Self.nowhere, let table = state.tables[place.partition], table.needsLookup(place.row) else { continue }
            table.markLookedUp(place.row)
            if storedAreOfStreams, batch[chosen[index]].version == 1 { continue }
            table.withKey(of: place.row) { keys.beginRow(key: $0) }
        }
        guard keys.count > 0 else { return }
        let found = RowBlock(columnCount: projection.layout.columns.count, capacity: 256 << 10)
        try stored.load(keys: keys, into: found)
        for index in 0..<found.count {
            let hash = found.withKey(index) { $0.stableHash }
            state.tables[state.partition(of: hash)]?.load(index, of: found)
        }
    }

    // MARK: What was spilled

    /// Replaces the lane's state by a spilled partition, one level deeper: its rows are loaded and its events are folded.
    func turn(to spilled: SpilledPartition, level: Int) throws(RefoldError) {
        state = FoldState(layout: projection.layout, folder: folder, level: level, share: spilled.share)
        (failure, failedTouch) = (nil, 0)
        // Spilled events may lie before the position at which an earlier run stopped.
        after = 0
        let rows = RowBlock(columnCount: projection.layout.columns.count)
        while try spilled.rows.read(rows) {
            for index in 0..<rows.count {
                let hash = rows.withKey(index) { $0.stableHash }
                state.tables[state.partition(of: hash)]?.load(index, of: rows)
            }
        }
        try spilled.flush()
        let counted = events
        let batch = EventBatch(events: 512, byteCapacity: 96 << 10)
        batch.typeNames = spilled.types
        if !work.typeNames.isExactly(spilled.types) { work = Work(watch: work.watch.withoutTypes) }
        while failure == nil, try spilled.events.read(batch) { fold(batch) }
        events = counted
    }
}
