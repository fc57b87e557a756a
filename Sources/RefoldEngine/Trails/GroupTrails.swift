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
        guard let sums = FollowedGroups(side, keys, isParking: !parked.isEmpty) else { return }
        let prefix = prefix
        let query = EventQuery(after: 0, through: through, types: projection.eventTypes, columns: projection.eventColumns)
        let part = EventBatch(events: Self.eventsAtOnce)
        try events.forEachBatch(of: query, isCancelled: isCancelled, progress: progress) { (batch) throws(RefoldError) in
            part.typeNames = batch.typeNames
            let isRead = batch.typeNames.map { projection.handler(for: $0) != nil }
            // First the first events of all rows, then the second ones, and so on: what each does is seen in its own row.
            var turns: [[(event: Int, hash: UInt64)]] = []
            var counts: [UInt64: Int] = [:]
            for event in 0..<batch.count where isRead[Int(batch[event].type)] {
                let head = batch[event]
                guard let key = batch.part(of: head.stream, behind: prefix), !waits(head.position, key, of: batch) else { continue }
                let hash = batch.withBytes(key) { $0.stableHash }
                let turn = counts[hash, default: 0]
                counts[hash] = turn + 1
                if turn == turns.count { turns.append([]) }
                turns[turn].append((event, hash))
            }
            for turn in turns {
                part.removeAll()
                for (event, _) in turn { part.append(event, of: batch, type: batch[event].type) }
                try sums.fold(part, of: turn)
            }
            try sums.tell(of: batch, visit)
        }
    }

    private static let eventsAtOnce = 4096

    /// Before the key in the name of a stream.
    private var prefix: [UInt8] { if case .streamAfter(let prefix) = side.projection.key { prefix } else { [] } }

    /// Whether the row of an event waits for a parked event.
    private func waits(_ position: Position, _ key: ByteRange, of batch: EventBatch) -> Bool {
        guard !parked.isEmpty, let first = batch.withBytes(key, { bytes in parked[bytes.indices.map { bytes[$0] }] }) else { return false }
        return position >= first
    }
}

/// The sums of some groups while the events of all rows are folded.
private final class FollowedGroups {
    private let rollup: Rollup
    private let projection: Projection
    private let lane: Lane
    private let keys: [[UInt8]]
    /// Before the key in the name of a stream.
    private let prefix: [UInt8]
    /// The numbers of the groups by the hash of their keys.
    private var numbers: [UInt64: [Int]] = [:]
    private var sums: [[Int128]]
    /// What rows add to the groups now, by their places; most rows add nothing.
    private var members: [Place: [Contribution]] = [:]
    private var contributions: GroupNumbers
    /// What events of the batch that is read changed.
    private var changes: [(event: Int, before: [Contribution], after: [Contribution])] = []

    private struct Place: Hashable {
        var partition: Int
        var row: Int
    }

    private struct Contribution: Equatable {
        var group: Int
        var numbers: [Int64]
    }

    init?(_ side: RowBisection.Side, _ keys: [[UInt8]], isParking: Bool) {
        guard let rollup = side.projection.rollup else { return nil }
        (self.rollup, projection, self.keys) = (rollup, side.projection, keys)
        prefix = if case .streamAfter(let prefix) = side.projection.key { prefix } else { [] }
        // Where nothing is parked or left out, every event could be taken.
        let parking =
            isParking || !side.leftOut.isEmpty ? Parking(budget: ParkingBudget(limit: .max, parked: 0), leftOut: side.leftOut) : nil
        lane = Lane(side.projection, after: 0, through: .max, memory: .max, folder: "", parking: parking)
        for (number, key) in keys.enumerated() { numbers[key.span.stableHash, default: []].append(number) }
        sums = Array(repeating: Array(repeating: 0, count: rollup.layout.columns.count), count: keys.count)
        contributions = rollup.noNumbers
    }

    /// Folds events of different rows.
    ///
    /// - Parameter turn: the number of each event in the batch that is read, and the hash of its row's key.
    /// - Throws: the error of an event that cannot be taken, where none is parked.
    func fold(_ part: EventBatch, of turn: [(event: Int, hash: UInt64)]) throws(RefoldError) {
        lane.fold(part)
        if let failure = lane.failure { throw failure.error }
        for (index, (event, hash)) in turn.enumerated() {
            let partition = lane.state.partition(of: hash)
            guard let table = lane.state.tables[partition], let key = part.part(of: part[index].stream, behind: prefix) else { continue }
            let place = Place(partition: partition, row: part.withBytes(key) { table.row(forKey: $0, hash: hash).row })
            let after = added(by: place.row, of: table)
            let before = members.isEmpty ? [] : members[place] ?? []
            guard after != before else { continue }
            members[place] = after.isEmpty ? nil : after
            changes.append((event, before, after))
        }
    }

    /// Adds up what the events of a batch changed, in their order, and tells of each that changes a group.
    func tell(of batch: EventBatch, _ visit: (Int, RowTrails.Step) throws(RefoldError) -> Void) throws(RefoldError) {
        for (event, before, after) in changes.sorted(by: { $0.event < $1.event }) {
            let head = batch[event]
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
        changes.removeAll()
    }

    private func add(_ contribution: Contribution, subtracting: Bool) {
        for (column, number) in contribution.numbers.enumerated() { sums[contribution.group][column] += subtracting ? -Int128(number) : Int128(number) }
    }

    /// What a row adds to the groups; nothing if it cannot be told as it stands.
    private func added(by number: Int, of table: RowTable) -> [Contribution] {
        var row = Row(number, of: table)
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
