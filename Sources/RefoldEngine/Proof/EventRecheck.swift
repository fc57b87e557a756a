import RefoldCore
import RefoldStores
import RefoldValues

/// Reads events again and compares them with the proofs of some generations, all of them in one scan.
struct EventRecheck {
    let events: any EventStore
    let readModels: any ReadModelStore
    let isCancelled: () -> Bool

    /// How many changes of a generation are listed.
    static let limit = 10_000

    /// - Parameters:
    ///   - served: projections with what is served of each.
    ///   - ranges: of how many of the last ranges; nil for all.
    /// - Returns: the comparison of each that has a proof, by projection.
    func run(_ served: [(projection: Projection, generation: Generation)], lastRanges ranges: Int?) throws(RefoldError) -> [String: ProofCheck] {
        var checks: [ProofCheck] = []
        for (projection, generation) in served {
            if let check = try check(projection, generation, lastRanges: ranges) { checks.append(check) }
        }
        // Those that end at one position are read together; between others may lie any number of events.
        for (through, together) in Dictionary(grouping: checks, by: \.generation.position) { try read(together, through: through) }
        return Dictionary(checks.map { ($0.projection.name, $0) }) { first, _ in first }
    }

    private func read(_ checks: [ProofCheck], through: Position) throws(RefoldError) {
        let after = checks.map(\.after).min() ?? through
        var types: [String]? = []
        var columns: EventColumns = []
        for check in checks {
            columns.formUnion(check.columns)
            if let wanted = check.projection.eventTypes { types? += wanted } else { types = nil }
        }
        let scan = try events.scan(EventQuery(after: after, through: through, types: types?.sortedOnce, columns: columns))
        let batch = EventBatch(events: 4096)
        let proofs = ComparedProofs(checks)
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            try proofs.add(batch)
        }
        for check in checks { try check.finish() }
    }

    /// How far apart the first and the last position of a short look may lie: events of other types are read past, too.
    private static let mostPositions: Int64 = 65_536

    /// Where a look at the last ranges begins.
    ///
    /// - Returns: nil if even the last one begins too far back, or if one is missing.
    private func start(of count: Int, _ last: EventRange, _ generation: Generation) throws(RefoldError) -> (first: Int64, after: Position)? {
        var first = max(0, last.number - Int64(count) + 1)
        while first <= last.number {
            var after: Position = 0
            if first > 0 {
                guard let before = try readModels.ranges(of: generation, from: first - 1, limit: 1, lists: false).first, before.number == first - 1 else { return nil }
                after = before.last
            }
            if generation.position - after <= Self.mostPositions { return (first, after) }
            first += 1
        }
        return nil
    }

    private func check(_ projection: Projection, _ generation: Generation, lastRanges ranges: Int?) throws(RefoldError) -> ProofCheck? {
        guard generation.position > 0, let last = try readModels.lastRange(of: generation) else { return nil }
        guard let (first, after) = try ranges.map({ (count) throws(RefoldError) in try start(of: count, last, generation) }) ?? (0, 0) else { return nil }
        return try ProofCheck(
            of: projection, generation, columns: last.columns, ProofReader(of: generation, in: readModels, from: first), after: after, limit: Self.limit)
    }
}

/// Hands batches to comparisons with proofs; those over the same columns share the digests.
final class ComparedProofs {
    private var groups: [(digest: EventDigest, checks: [ProofCheck])] = []
    private var digests: [UInt64] = []

    init(_ checks: [ProofCheck]) {
        for check in checks {
            if let index = groups.firstIndex(where: { $0.digest.columns == check.columns }) {
                groups[index].checks.append(check)
            } else {
                groups.append((EventDigest(check.columns), [check]))
            }
        }
    }

    /// Prepares for batches of another scan, which numbers types anew.
    func beginScan() {
        for index in groups.indices {
            groups[index].digest.beginScan()
            for check in groups[index].checks { check.beginScan() }
        }
    }

    func add(_ batch: EventBatch) throws(RefoldError) {
        guard batch.count > 0 else { return }
        for index in groups.indices {
            groups[index].digest.digest(batch, into: &digests)
            for check in groups[index].checks { try check.add(batch, digests) }
        }
    }
}
