import RefoldCore
import RefoldStores
import RefoldValues

/// The guarantees of reading several projections at once.
extension ReadModelStoreContract {
    static let several: [ReadModelCheck] = [
        ReadModelCheck("Served generations of several projections are read as of one moment, in the order in which they are asked for") { store in
            try ServedRows.serve([[.units(1), .units(1)]], of: shape("b"), in: store)
            try ServedRows.serve([[.units(1), .units(1)]], of: shape("a"), in: store)
            try ServedRows.serve([[.units(1), .units(0)]], of: shape("c"), in: store)
            let before = try store.servedSnapshots(of: ["b", "none", "a"])
            try write(2, to: ["a", "b"], in: store)
            try expect(before.map { $0?.generation.position }, [1, nil, 1], "checkpoints before")
            try expect(before.compactMap { $0 }.map { try value($0) }, [1, 1], "rows before")
            let after = try store.servedSnapshots(of: ["a", "b", "c"]).compactMap { $0 }
            try expect(after.map(\.generation.position), [2, 2, 1], "checkpoints after")
            try expect(after.map { try value($0) }, [2, 2, 0], "rows after")
            try expect(store.servedSnapshots(of: []).count, 0, "of none")
        },
        ReadModelCheck("While writers bring two projections forward in turn, no reading shows the later one without the earlier one") { store in
            try ServedRows.serve([[.units(1), .units(1)]], of: shape("a"), in: store)
            try ServedRows.serve([[.units(1), .units(1)]], of: shape("b"), in: store)
            try Concurrently.run(2) { thread in
                for round in 2...40 as ClosedRange<Int64> {
                    guard thread == 0 else {
                        try write(round, to: ["a", "b"], in: store)
                        continue
                    }
                    do throws(RefoldError) {
                        let both = try store.servedSnapshots(of: ["b", "a"]).compactMap { $0 }
                        let values = try both.map { (snapshot) throws(RefoldError) in try value(snapshot) }
                        guard values == both.map(\.generation.position), (0...1).contains(values[1] - values[0]) else {
                            throw RefoldError(.failed, "read \(values) at \(both.map(\.generation.position))")
                        }
                    } catch {
                        guard error.status == .busy else { throw error }
                    }
                }
            }
        },
    ]

    private static func shape(_ name: String) -> ReadModelSchema {
        ReadModelSchema(name: name, key: [ColumnSchema("id", .integer)], columns: [ColumnSchema("value", .integer)])
    }

    /// Brings projections forward, one after the other.
    private static func write(_ position: Position, to projections: [String], in store: any ReadModelStore) throws(RefoldError) {
        for name in projections {
            guard let served = try store.generations().first(where: { $0.projection == name && $0.state == .served }) else { continue }
            try ServedRows.replace([[.units(1), .units(position)]], of: served, in: store, at: position)
        }
    }

    private static func value(_ snapshot: any ReadModelSnapshot) throws(RefoldError) -> Int64 {
        var value: Int64 = -1
        try snapshot.rows(columns: [1], where: nil, inKeyOrder: false) { (block) throws(RefoldError) in value = block.integer(0, 0) }
        return value
    }
}
