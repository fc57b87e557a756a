import RefoldCore
import RefoldStores
import RefoldValues

/// Updates the groups of a rollup. The read model does not hold the rows that contributed. If new events touch a row, it is folded again
/// from the earlier events of its stream; its old contribution is subtracted before the new one is added.
///
/// Belongs to one thread at a time: that of its lane while events are folded, then the one that saves.
final class RollupUpdate: StoredRows {
    private let projection: Projection
    private let rollup: Rollup
    private let events: any EventStore
    private let updater: any GenerationUpdater
    /// The read model contains the events up to this position.
    private var position: Position
    private var changes: GroupSums
    private let parked: ParkedRows

    /// How many groups are looked up per query.
    private static let groupsAtOnce = 4096

    /// What of the events up to the position is not in the read model.
    struct ParkedRows {
        /// Positions of events that are passed over.
        var leftOut: Set<Position> = []
        /// The parked event of a row, by its key.
        var first: [[UInt8]: Position] = [:]
    }

    /// - Returns: nil if the projection has no rollup.
    init?(
        of projection: Projection, from position: Position, events: any EventStore, updater: any GenerationUpdater, parked: ParkedRows = ParkedRows()
    ) {
        guard let rollup = projection.rollup, let changes = GroupSums(of: projection, memory: .max, folder: "") else { return nil }
        self.projection = projection
        self.rollup = rollup
        self.events = events
        self.updater = updater
        self.position = position
        self.changes = changes
        self.parked = parked
    }

    /// Whether the versions of a stream are 1, 2, 3 …
    var hasAllVersions: Bool { events.traits.hasAllVersions }

    /// About the bytes in use.
    var memory: Int { changes.memory }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let fold = StreamFold(projection, through: position)
        for index in 0..<keys.count {
            let stream = try keys.withKey(index) { (key) throws(RefoldError) in try projection.stream(ofKey: key) }
            let first = parked.first.isEmpty ? nil : keys.withKey(index) { bytes in parked.first[bytes.indices.map { bytes[$0] }] }
            try events.read(stream, through: min(position, (first ?? .max) - 1)) { (stored) throws(RefoldError) in
                if !parked.leftOut.contains(stored.position) { try fold.add(stored) }
            }
        }
        try fold.finish()
        try fold.forEach { (row) throws(RefoldError) in
            rows.append(row)
            try changes.add(&row, subtracting: true)
        }
    }

    /// The groups that differ from the read model, changed or deleted, unordered; or why they cannot be written in their present state. In
    /// that case call ``takeBack(_:)`` before further events are folded.
    ///
    /// - Parameter lanes: hold every row that new events touched.
    /// - Throws: what the read model throws.
    func changedGroups(by lanes: [Lane]) throws(RefoldError) -> Result<[RowBlock], RefoldError> {
        for lane in lanes {
            for case let table? in lane.state.tables { try changes.add(table) }
        }
        if let error = changes.failure.error { return .failure(error) }
        var blocks: [RowBlock] = []
        var unfit = LeastFailure()
        for start in stride(from: 0, to: changes.groups.count, by: Self.groupsAtOnce) {
            let block = try changed(start..<min(start + Self.groupsAtOnce, changes.groups.count), &unfit)
            if block.count > 0 { blocks.append(block) }
        }
        if let error = unfit.error { return .failure(error) }
        return .success(blocks)
    }

    /// Undoes ``changedGroups(by:)``, because nothing was written.
    func takeBack(_ lanes: [Lane]) throws(RefoldError) {
        for lane in lanes {
            for case let table? in lane.state.tables { try changes.takeBack(table) }
        }
    }

    /// - Parameter unfit: collects groups with a sum that does not fit into its column.
    private func changed(_ range: Range<Int>, _ unfit: inout LeastFailure) throws(RefoldError) -> RowBlock {
        let changes = changes.groups
        let columns = rollup.layout.columns
        let wanted = range.filter { number in
            let change = Row(number, of: changes)
            return columns.indices.contains { WideSums.value($0, of: change) != 0 }
        }
        let groups = try stored(wanted, of: changes)
        let block = RowBlock(columnCount: columns.count)
        groups: for number in wanted {
            let change = Row(number, of: changes)
            var group = Row(change.withKey { groups.row(forKey: $0, hash: $0.stableHash).row }, of: groups)
            var isEmpty = true
            for column in columns {
                guard let sum = Int64(exactly: Int128(group.integer(column)) + WideSums.value(column.index, of: change)) else {
                    change.withKey { unfit.note(projection.tooLarge(column.index, inGroup: $0), of: $0) }
                    continue groups
                }
                group.set(column, to: sum)
                if sum != 0 { isEmpty = false }
            }
            if isEmpty { group.delete() } else { group.touch() }
            if group.isPresent || group.isStored { block.append(group) }
        }
        return block
    }

    /// The read model's rows for some of the changed groups.
    private func stored(_ wanted: [Int], of changes: RowTable) throws(RefoldError) -> RowTable {
        let groups = RowTable(rollup.layout)
        guard !wanted.isEmpty else { return groups }
        let keys = RowBlock(columnCount: 0, capacity: 64 << 10)
        for number in wanted { changes.withKey(of: number) { keys.beginRow(key: $0) } }
        let found = RowBlock(columnCount: rollup.layout.columns.count, capacity: 256 << 10)
        try updater.load(keys: keys, into: found)
        for index in 0..<found.count { groups.load(index, of: found) }
        return groups
    }

    /// Records that the changed groups were written with this position; later events start from there.
    func wrote(at position: Position) {
        self.position = position
        changes.removeAll()
    }
}
