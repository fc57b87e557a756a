import RefoldCore
import RefoldStores
import RefoldValues

/// Follows groups of a rollup through the events that changed what rows add to them.
final class GroupTrails {
    private let side: RowBisection.Side
    private let parked: [[UInt8]: Position]
    private let events: any EventStore
    private let isCancelled: () -> Bool
    private let progress: (Position) -> Void

    init(
        _ side: RowBisection.Side, parked: [[UInt8]: Position], _ events: any EventStore, _ isCancelled: @escaping () -> Bool,
        _ progress: @escaping (Position) -> Void
    ) {
        (self.side, self.parked, self.events, self.isCancelled, self.progress) = (side, parked, events, isCancelled, progress)
    }

    func run(_ keys: [[UInt8]], through: Position, _ visit: (Int, RowTrails.Step) throws(RefoldError) -> Void) throws(RefoldError) {
        let projection = side.projection
        guard let sums = FollowedGroups(side, keys) else { return }
        let query = EventQuery(after: 0, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let part = EventBatch(events: Self.eventsAtOnce)
        try events.forEachBatch(of: query, isCancelled: isCancelled, progress: progress) { (batch) throws(RefoldError) in
            part.typeNames = batch.typeNames
            let isRead = batch.typeNames.map { projection.handler(for: $0) != nil }
            part.removeAll()
            var rows: [[UInt8]] = []
            // Events of different rows are folded together: what each does is seen in its own row.
            var taken: Set<UInt64> = []
            for event in 0..<batch.count where isRead[Int(batch[event].type)] {
                guard let key = self.key(of: batch[event], in: batch), batch[event].position < parked[key] ?? .max else { continue }
                if !taken.insert(key.span.stableHash).inserted || part.count == Self.eventsAtOnce {
                    try sums.fold(part, of: rows, visit)
                    part.removeAll()
                    rows.removeAll(keepingCapacity: true)
                    taken = [key.span.stableHash]
                }
                part.append(event, of: batch, type: batch[event].type)
                rows.append(key)
            }
            try sums.fold(part, of: rows, visit)
        }
    }

    private static let eventsAtOnce = 256

    /// The key of the row that an event belongs to; nil for a stream of another kind.
    private func key(of head: EventHead, in batch: EventBatch) -> [UInt8]? {
        let prefix = if case .streamAfter(let own) = side.projection.key { own } else { [UInt8]() }
        return batch.part(of: head.stream, behind: prefix).map { part in batch.withBytes(part) { bytes in bytes.indices.map { bytes[$0] } } }
    }
}

/// The sums of some groups while the events of all rows are folded.
private final class FollowedGroups {
    private let rollup: Rollup
    private let projection: Projection
    private let lane: Lane
    private let keys: [[UInt8]]
    /// The numbers of the groups by the hash of their keys.
    private var numbers: [UInt64: [Int]] = [:]
    private var sums: [[Int128]]
    /// What rows add to the groups now, by their keys; most rows add nothing.
    private var members: [[UInt8]: [Contribution]] = [:]
    private var contributions: GroupNumbers

    private struct Contribution: Equatable {
        var group: Int
        var numbers: [Int64]
    }

    init?(_ side: RowBisection.Side, _ keys: [[UInt8]]) {
        guard let rollup = side.projection.rollup else { return nil }
        (self.rollup, projection, self.keys) = (rollup, side.projection, keys)
        // An event that cannot be taken must not stop the others.
        let parking = Parking(budget: ParkingBudget(limit: .max, parked: 0), leftOut: side.leftOut)
        lane = Lane(side.projection, after: 0, through: .max, memory: .max, folder: "", parking: parking)
        for (number, key) in keys.enumerated() { numbers[key.span.stableHash, default: []].append(number) }
        sums = Array(repeating: Array(repeating: 0, count: rollup.layout.columns.count), count: keys.count)
        contributions = rollup.noNumbers
    }

    /// Folds events of different rows, and tells of each that changes a group.
    ///
    /// - Parameter rows: the key of each event's row.
    func fold(_ batch: EventBatch, of rows: [[UInt8]], _ visit: (Int, RowTrails.Step) throws(RefoldError) -> Void) throws(RefoldError) {
        guard batch.count > 0 else { return }
        lane.fold(batch)
        if let failure = lane.failure { throw failure.error }
        for (index, row) in rows.enumerated() {
            let after = added(by: row)
            let before = members[row] ?? []
            guard after != before else { continue }
            members[row] = after.isEmpty ? nil : after
            let head = batch[index]
            for group in Set((before + after).map(\.group)).sorted() {
                let old = sums[group]
                for contribution in before where contribution.group == group { add(contribution, subtracting: true) }
                for contribution in after where contribution.group == group { add(contribution, subtracting: false) }
                guard sums[group] != old else { continue }
                try visit(
                    group,
                    RowTrails.Step(
                        position: head.position, type: batch.typeNames[Int(head.type)], occurredAt: head.occurredAt, outcome: .folded,
                        content: content(of: group)))
            }
        }
    }

    private func add(_ contribution: Contribution, subtracting: Bool) {
        for (column, number) in contribution.numbers.enumerated() { sums[contribution.group][column] += subtracting ? -Int128(number) : Int128(number) }
    }

    /// What a row adds to the groups; nothing if it cannot be told as it stands.
    private func added(by key: [UInt8]) -> [Contribution] {
        let hash = key.span.stableHash
        guard let table = lane.state.tables[lane.state.partition(of: hash)] else { return [] }
        var row = Row(table.row(forKey: key.span, hash: hash).row, of: table)
        guard row.isPresent else { return [] }
        contributions.removeAll()
        // A run that ends at such a row says so.
        guard (try? projection.complete(&row)) != nil, (try? rollup.contribute(row, &contributions)) != nil else { return [] }
        var added: [Contribution] = []
        for index in 0..<contributions.count {
            guard let group = group(of: index) else { continue }
            added.append(Contribution(group: group, numbers: rollup.layout.columns.indices.map { contributions.number(index, $0) }))
        }
        return added
    }

    private func group(of index: Int) -> Int? {
        contributions.withKey(index) { key in
            for number in numbers[key.stableHash] ?? [] {
                let own = keys[number]
                if own.span.isEqual(to: key) { return number }
            }
            return nil
        }
    }

    private func content(of group: Int) -> RowContent {
        guard sums[group].contains(where: { $0 != 0 }) else { return .none }
        let (block, key) = (RowBlock(columnCount: sums[group].count, capacity: 1024), keys[group])
        block.beginRow(key: key.span)
        for (column, sum) in sums[group].enumerated() {
            guard let number = Int64(exactly: sum) else { return .refused(projection.reason(of: projection.tooLarge(column, inGroup: key.span))) }
            block.set(column, to: number)
        }
        return .row(block)
    }
}
