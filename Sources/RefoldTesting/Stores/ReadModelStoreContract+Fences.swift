import RefoldStores
import RefoldValues

/// The guarantees if two runs work on one projection because a lock was lost: the first run is stopped at any step, the second overtakes
/// it, and the first continues.
extension ReadModelStoreContract {
    static let fences: [ReadModelCheck] = [
        ReadModelCheck("A number of a generation is never used twice, whatever happens to the generation") { store in
            _ = try build([rows[0]], in: store)
            for _ in 0..<3 { _ = try store.build(schema, version: 1, fingerprint: 0) }
            _ = try build([rows[1]], in: store)
            try expect(store.generations().map(\.number), [1, 5], "numbers")
        },
        ReadModelCheck("A rebuild overtaken by another one before its first row ends, and changes nothing") { store in
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            let other = try build([rows[1]], in: store, at: 7)
            try expectOvertaken("rows") {
                try stopped.write(block([rows[0]]))
                _ = try stopped.finish(at: 9)
            }
            try expectUntouched(other, [rows[1]], in: store)
        },
        ReadModelCheck("A rebuild overtaken by another one between two transactions of rows ends, and changes nothing") { store in
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            // More than one transaction of any adapter takes, so that the next row begins another transaction.
            let tags = TestRow.Cell.text("\"" + String(repeating: "w", count: 8 << 20) + "\"")
            let wide = (0..<8).map { TestRow(group: "w", day: $0, number: 0, cells: [nil, nil, nil, nil, nil, nil, tags, nil]) }
            for row in wide { try stopped.write(block([row])) }
            let other = try build([rows[1]], in: store, at: 7)
            try expectOvertaken("rows") {
                try stopped.write(block([rows[5]]))
                _ = try stopped.finish(at: 9)
            }
            try expectUntouched(other, [rows[1]], in: store)
        },
        ReadModelCheck("A rebuild overtaken by another one before its switch ends, and changes nothing") { store in
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            try stopped.write(block([rows[0]]))
            _ = try stopped.finish(at: 9)
            let other = try build([rows[1]], in: store, at: 7)
            try expectOvertaken("the switch") { try stopped.promote() }
            try expectUntouched(other, [rows[1]], in: store)
        },
        ReadModelCheck("A rebuild does not undo a catch-up that ran meanwhile") { store in
            let served = try build([rows[0]], in: store, at: 5)
            let stopped = try store.build(schema, version: 1, fingerprint: 0)
            try stopped.write(block([rows[0]]))
            _ = try stopped.finish(at: 5)
            try store.update(served).apply([block([rows[1]])], position: 6)
            try expectOvertaken("the switch") { try stopped.promote() }
            try expect(store.generations().first { $0.state == .served }?.position, 6, "checkpoint")
            try expect(Self.served(in: store), [rows[0], rows[1]], "rows")
        },
        ReadModelCheck("A catch-up overtaken by another one writes nothing") { store in
            let served = try build([rows[0]], in: store, at: 5)
            let stopped = try store.update(served)
            try store.update(served).apply([block([rows[1]])], position: 6)
            try expectOvertaken("rows") { try stopped.apply([block([rows[2]])], position: 7) }
            try expect(store.generations().map(\.position), [6], "checkpoint")
            try expect(Self.served(in: store), [rows[0], rows[1]], "rows")
        },
        ReadModelCheck("A catch-up overtaken by a rebuild writes nothing, neither to the old rows nor to the new") { store in
            let served = try build([rows[0]], in: store, at: 5)
            let stopped = try store.update(served)
            let other = try build([rows[1]], in: store, at: 7)
            try expectOvertaken("rows") { try stopped.apply([block([rows[2]])], position: 7) }
            try expect(store.generations().map(\.state), [.previous, .served], "states")
            try expect(store.generations().map(\.position), [5, other.position], "checkpoints")
            try expect(Self.served(in: store), [rows[1]], "rows")
        },
        ReadModelCheck("A catch-up continues after its own writes") { store in
            let updater = try store.update(try build([rows[0]], in: store, at: 5))
            try updater.apply([block([rows[1]])], position: 6)
            try updater.apply([block([rows[2]])], position: 7)
            try expect(Self.served(in: store), [rows[0], rows[1], rows[2]], "rows")
        },
    ]

    static func expectOvertaken(_ what: String, _ body: () throws -> Void) throws {
        do {
            try body()
        } catch let error as RefoldError {
            try expect(error.status, .failed, "status")
            try expect(error.description.contains("another run has moved"), true, "reason in: \(error)")
            return
        }
        throw ContractBroken(description: "\(what) of a run that another one has passed were written")
    }

    private static func expectUntouched(_ served: Generation, _ rows: [TestRow], in store: any ReadModelStore) throws {
        try expect(store.generations().filter { $0.state != .building && $0.state != .built }, [served], "generations")
        try expect(Self.served(in: store), rows, "rows")
    }
}
