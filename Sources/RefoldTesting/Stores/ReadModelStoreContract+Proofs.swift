import RefoldCore
import RefoldStores
import RefoldValues

/// What a store keeps of the events that its generations were made from.
extension ReadModelStoreContract {
    static let proofs: [ReadModelCheck] = [
        ReadModelCheck("Ranges of events are read back unchanged, page by page, and a generation without any has none") { store in
            let plain = try build([rows[0]], in: store)
            try expect(store.ranges(of: plain, from: 0, limit: 9, lists: true), [], "of what was made without")
            try expect(store.lastRange(of: plain), nil, "the last one of it")
            let ranges = ranges(40)
            let built = try build(ranges, in: store)
            try expect(store.ranges(of: built, from: 0, limit: .max, lists: true), ranges, "all")
            try expect(store.ranges(of: built, from: 7, limit: 3, lists: true), Array(ranges[7..<10]), "a page")
            try expect(store.ranges(of: built, from: 38, limit: 9, lists: false).map(\.list), [nil, nil], "without lists")
            try expect(store.ranges(of: built, from: 38, limit: 9, lists: false).map(\.digest), ranges[38...].map(\.digest), "digests")
            try expect(store.lastRange(of: built), ranges[39], "the last one")
            try expect(store.ranges(of: plain, from: 0, limit: 9, lists: true), [], "still of what was made without")
        },
        ReadModelCheck("A catch-up writes ranges with rows and checkpoint, in the place of those with the same numbers or of all") { store in
            let first = ranges(3)
            let built = try build(first, in: store)
            let more = ranges(5, seed: 9)
            let updater = try store.update(built)
            try updater.prove(Listed(Array(more[2...])))
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true), first, "before the rows")
            try updater.apply([block([rows[1]])], position: 12)
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true), Array(first[..<2] + more[2...]), "with the rows")
            try updater.apply([], position: 13)
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true).count, 5, "of the generation as it was before a write without ranges")
            let unproven = try store.generations()[0]
            try expect(store.ranges(of: unproven, from: 0, limit: 9, lists: true), [], "after a write without ranges")
            try expect(store.lastRange(of: unproven), nil, "the last one after it")
            try updater.prove(Listed([more[0]], replacesAll: true))
            try updater.apply([], position: 14)
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true), [more[0]], "in the place of all")
        },
        ReadModelCheck("A catch-up that is overtaken writes no range") { store in
            let built = try build(ranges(2), in: store)
            let stopped = try store.update(built)
            try store.update(built).apply([block([rows[1]])], position: 12)
            try stopped.prove(Listed(ranges(4, seed: 3)))
            do {
                try stopped.apply([block([rows[2]])], position: 13)
                throw ContractBroken(description: "it was written")
            } catch let error as RefoldError {
                try expect(error.status, .failed, "status")
            }
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true), ranges(2), "ranges")
        },
        ReadModelCheck("If a range cannot be given, neither rows nor checkpoint are written") { store in
            let built = try build(ranges(2), in: store)
            let updater = try store.update(built)
            try updater.prove(Listed(ranges(4, seed: 3), failingAfter: 1))
            do {
                try updater.apply([block([rows[2]])], position: 13)
                throw ContractBroken(description: "it was written")
            } catch let error as RefoldError {
                try expect(error, Listed.failure, "error")
            }
            try expect(store.generations().map(\.position), [11], "checkpoint")
            try expect(served(in: store), [rows[0]], "rows")
            try expect(store.ranges(of: built, from: 0, limit: 9, lists: true), ranges(2), "ranges")
        },
        ReadModelCheck("Ranges stay with their generation through switches, and go with it") { store in
            let old = try build(ranges(2), in: store)
            let new = try build(ranges(3, seed: 5), in: store)
            try expect(store.ranges(of: old, from: 0, limit: 9, lists: true), ranges(2), "of the previous one")
            let previous = try store.generations().first { $0.state == .previous }
            let servedNow = try store.generations().first { $0.state == .served }
            if let previous { try store.serve(previous, after: servedNow, .rollback) }
            try expect(store.ranges(of: new, from: 0, limit: 9, lists: true), ranges(3, seed: 5), "of the candidate")
            for number in 0..<3 { _ = try build(ranges(1, seed: UInt64(10 + number)), in: store) }
            try expect(store.ranges(of: old, from: 0, limit: 9, lists: true), [], "of a removed one")
            try expect(store.ranges(of: new, from: 0, limit: 9, lists: true), [], "of the other removed one")
            try store.drop("select")
            let again = try build([rows[0]], in: store)
            try expect(store.ranges(of: again, from: 0, limit: 9, lists: true), [], "after a drop")
        },
    ]

    private static func build(_ ranges: [EventRange], in store: any ReadModelStore) throws -> Generation {
        let builder = try store.build(schema, version: 1, fingerprint: 0)
        try builder.write(block([rows[0]]))
        try builder.prove(Listed(ranges))
        _ = try builder.finish(at: 11)
        try builder.promote()
        guard let served = try store.generations().first(where: { $0.state == .served }) else { throw ContractBroken(description: "nothing is served") }
        return served
    }

    /// Ranges of random events, some with lists of every length.
    private static func ranges(_ count: Int, seed: UInt64 = 1) -> [EventRange] {
        var random = SeededNumbers(seed)
        var position: Position = 0
        return (0..<count).map { number in
            var positions: [Position] = []
            for _ in 0..<Int.random(in: 0...700, using: &random) {
                position += Int64.random(in: 1...100_000, using: &random)
                positions.append(position)
            }
            let digests = positions.map { _ in UInt64.random(in: 0 ... .max, using: &random) }
            return EventRange(
                number: Int64(number), first: positions.first ?? 0, last: positions.last ?? 0, events: Int64(positions.count),
                digest: UInt64.random(in: 0 ... .max, using: &random), columns: EventColumns(rawValue: UInt8.random(in: 0...7, using: &random)),
                list: number % 5 == 4 ? nil : EventRange.list(positions, digests))
        }
    }

    private final class Listed: EventRanges {
        let replacesAll: Bool
        private let ranges: [EventRange]
        private let limit: Int

        static let failure = RefoldError(.failed, "no more ranges")

        init(_ ranges: [EventRange], replacesAll: Bool = false, failingAfter limit: Int = .max) {
            (self.ranges, self.replacesAll, self.limit) = (ranges, replacesAll, limit)
        }

        func forEach(_ visit: (EventRange) throws(RefoldError) -> Void) throws(RefoldError) {
            for (number, range) in ranges.enumerated() {
                if number == limit { throw Self.failure }
                try visit(range)
            }
        }
    }
}
