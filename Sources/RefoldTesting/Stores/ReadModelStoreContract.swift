import RefoldCore
import RefoldStores
import RefoldValues

/// One check that every read-model store must pass, run on a new, empty store.
public struct ReadModelCheck: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (any ReadModelStore) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any ReadModelStore) throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// The checks of ``ReadModelStore``, for the tests of every adapter: `@Test(arguments: ReadModelStoreContract.checks)`.
public enum ReadModelStoreContract {
    /// Every type of column, and names that need quoting in SQL.
    static let schema = ReadModelSchema(
        name: "select", key: [ColumnSchema("group", .text), ColumnSchema("day", .date), ColumnSchema("number", .integer)],
        columns: [
            ColumnSchema("order", .text), ColumnSchema("total", .decimal(scale: 2)), ColumnSchema("paid", .money(currency: "order")),
            ColumnSchema("is_open", .boolean), ColumnSchema("at", .timestamp), ColumnSchema("due", .date), ColumnSchema("tags", .json),
            ColumnSchema("count", .integer),
        ], computedCount: 1, indexes: [["order", "day"], ["at"]])

    static let rows: [TestRow] = [
        TestRow(group: "", day: 0, number: .min, cells: [nil, nil, nil, nil, nil, nil, nil, nil]),
        TestRow(group: "a", day: -1, number: 1, cells: ["", 0, 0, 0, 0, 0, "{}", 0]),
        TestRow(group: "a", day: -1, number: 2, cells: ["EUR", .integer(.max), .integer(.min), 1, -62_135_596_800_000_000, -719_162, "[1, 2]", -1]),
        TestRow(group: "a", day: 5, number: -7, cells: ["quote \" ' ; \u{1F600}", 1, 2, 1, 253_402_300_799_999_999, 2_932_896, "\"x\"", 9]),
        TestRow(group: "a\u{1}b", day: 0, number: 0, cells: ["é", 5, nil, nil, 1_500_000, 1, nil, 4]),
        TestRow(group: "ä", day: 0, number: .max, cells: [.text(String(repeating: "long ", count: 5000)), 5, nil, nil, 7, 1, nil, 4]),
    ]

    /// All checks, including those for lost locks.
    public static let checks = laws + wides + several + proofs + turns + fences + resumes + runs + history + seals + locks

    private static let laws: [ReadModelCheck] = [
        ReadModelCheck("A store that was never written has no generation and no rows") { store in
            try expect(store.generations(), [], "generations")
            try expect(store.snapshot(of: "select") == nil, true, "no snapshot")
        },
        ReadModelCheck("Rows of every type are read back unchanged, in key order") { store in
            _ = try build(rows, in: store)
            try expect(served(in: store), rows, "rows")
        },
        ReadModelCheck("The catalog keeps shape, version, fingerprint, checkpoint and number of rows") { store in
            let built = try build(rows, in: store, version: 3, fingerprint: .max, at: 77)
            let known = try store.generations()
            try expect(known.count, 1, "generations")
            try expect(known.first?.schema, schema, "shape")
            try expect(known.first?.state, .served, "state")
            try expect([known.first?.version, built.version], [3, 3], "version")
            try expect(known.first?.fingerprint, .max, "fingerprint")
            try expect(known.first?.position, 77, "checkpoint")
            try expect(known.first?.rows, Int64(rows.count), "rows")
        },
        ReadModelCheck("A generation is visible only after the switch, and the previous one is kept until the next") { store in
            _ = try build([rows[0]], in: store)
            let second = try store.build(schema, version: 1, fingerprint: 0)
            try second.write(block([rows[1]]))
            try expect(served(in: store), [rows[0]], "while building")
            _ = try second.finish(at: 2)
            try expect(served(in: store), [rows[0]], "before the switch")
            try second.promote()
            try expect(served(in: store), [rows[1]], "after the switch")
            try expect(store.generations().map(\.state), [.previous, .served], "states")
            _ = try build([rows[2]], in: store)
            try expect(store.generations().map(\.number), [2, 3], "numbers")
        },
        ReadModelCheck("What an ended run left unfinished is removed when the next begins") { store in
            _ = try build([rows[0]], in: store)
            try store.build(schema, version: 1, fingerprint: 0).write(block(rows))
            try expect(store.generations().map(\.state), [.served, .building], "left over")
            _ = try store.build(schema, version: 1, fingerprint: 0)
            try expect(store.generations().map(\.number), [1, 3], "numbers")
            try expect(served(in: store), [rows[0]], "rows")
        },
        ReadModelCheck("A catch-up looks up, replaces, adds and deletes rows together with the checkpoint") { store in
            let generation = try build(Array(rows.prefix(4)), in: store, at: 10)
            let updater = try store.update(generation)
            let keys = block([rows[1], rows[3], rows[5]])
            let found = RowBlock(columnCount: schema.columns.count)
            try updater.load(keys: keys, into: found)
            try expect(TestRow.read(found).sorted(), [rows[1], rows[3]], "found")
            var changed = rows[1]
            changed.cells[0] = "changed"
            try updater.apply([block([changed], isStored: true), block([rows[4]]), block([rows[2]], isPresent: false, isStored: true)], position: 12)
            try expect(served(in: store), [rows[0], changed, rows[3], rows[4]].sorted(), "rows")
            try expect(store.generations().map(\.position), [12], "checkpoint")
            try expect(store.generations().map(\.rows), [4], "number of rows")
        },
        ReadModelCheck("The catalog keeps with every checkpoint the fingerprint of the store from which it was made") { store in
            let first = try store.build(schema, version: 1, fingerprint: 0)
            try first.write(block([rows[0]]))
            let built = try first.finish(at: 7, store: StoreFingerprint(value: .max))
            try expect(built.store, StoreFingerprint(value: .max), "of what is built")
            try expect(store.generations().map(\.store), [StoreFingerprint(value: .max)], "before the switch")
            try first.promote()
            try expect(store.generations().map(\.store), [StoreFingerprint(value: .max)], "after the switch")
            for (position, fingerprint) in [(8, StoreFingerprint(value: 1)), (9, nil), (10, StoreFingerprint(value: 0))] as [(Position, StoreFingerprint?)] {
                guard let served = try store.generations().first else { throw ContractBroken(description: "nothing is served") }
                try store.update(served).apply([], position: position, store: fingerprint)
                try expect(store.generations().map(\.store), [fingerprint], "at \(position)")
            }
            _ = try build(rows, in: store, at: 11)
            try expect(store.generations().map(\.store), [StoreFingerprint(value: 0), nil], "of two generations")
        },
        ReadModelCheck("The catalog keeps what a generation says of the rules of its time zones") { store in
            for zones in [nil, 0, UInt64.max, nil] {
                let builder = try store.build(schema, version: 1, fingerprint: 0, zones: zones)
                try expect(store.generations().map(\.zones).last, .some(zones), "while building")
                try expect(builder.finish(at: 1).zones, zones, "of what is built")
                try builder.promote()
                guard let served = try store.generations().first(where: { $0.state == .served }) else { throw ContractBroken(description: "nothing is served") }
                try expect(served.zones, zones, "after the switch")
                try store.update(served).apply([], position: 2, store: nil)
                try expect(store.generations().map(\.zones).last, .some(zones), "after a catch-up")
            }
        },
        ReadModelCheck("A snapshot does not change while the store does") { store in
            _ = try build([rows[0]], in: store)
            let before = try store.snapshot(of: "select")
            _ = try build(rows, in: store, at: 9)
            _ = try build([], in: store, at: 10)
            try expect(before?.generation.position, 1, "checkpoint")
            try expect(before.map { try read($0) }, [rows[0]], "rows")
        },
        ReadModelCheck("A range of a time or a date is half open, and contains no nulls") { store in
            _ = try build(rows, in: store)
            let snapshot = try store.snapshot(of: "select")
            var numbers: [Int64] = []
            try snapshot?.rows(columns: [2], where: ColumnRange(column: 7, from: 0, to: 1_500_001), inKeyOrder: true) { block throws(RefoldError) in
                for index in 0..<block.count { numbers.append(block.integer(index, 0)) }
            }
            try expect(numbers, [1, 0, .max], "by time")
            numbers = []
            try snapshot?.rows(columns: [2], where: ColumnRange(column: 8, from: 0, to: 1), inKeyOrder: true) { block throws(RefoldError) in
                for index in 0..<block.count { numbers.append(block.integer(index, 0)) }
            }
            try expect(numbers, [1], "by date")
        },
        ReadModelCheck("What is known of event types is kept in the place of what was known before, beside any generations") { store in
            try expect(store.knownTypes(), nil, "in a new store")
            var first: [ExactText: Position] = ["": 0, "line\nbreak\t\u{1}": 3, "a:b,c": .max - 1, "\u{1F600}": 1]
            for (number, text) in OddTexts.all.enumerated() { first[ExactText(text)] = Position(number) }
            let one = KnownTypes(first, upTo: .max, of: StoreFingerprint(value: .max))
            try store.note(one)
            try expect(store.knownTypes(), one, "kept")
            try expect(store.generations(), [], "generations")
            _ = try build([rows[0]], in: store)
            try expect(store.knownTypes(), one, "beside a generation")
            let many = (0..<5000).map { (ExactText("Type \($0)"), Position($0)) }
            for other in [KnownTypes([:], upTo: 1, of: StoreFingerprint(value: 0)), KnownTypes(Dictionary(uniqueKeysWithValues: many), upTo: 4999, of: one.store)] {
                try store.note(other)
                try expect(store.knownTypes(), other, "kept later")
            }
            try expect(served(in: store), [rows[0]], "rows")
        },
        ReadModelCheck("One run at a time holds a projection; another one, and a job of its name, may be held beside it") { store in
            let lock = try store.lock(.projection("select"))
            do {
                _ = try store.lock(.projection("select"))
                throw ContractBroken(description: "a second lock was given")
            } catch let error as RefoldError {
                try expect(error.status, .busy, "status")
            }
            let other = try store.lock(.projection("other"))
            let job = try store.lock(.job("select", path: "/select"))
            withExtendedLifetime((lock, other, job)) {}
        },
        ReadModelCheck("A lock is released with its holder") { store in
            for _ in 0..<3 { _ = try store.lock(.projection("select")) }
        },
    ]

    /// Builds and serves a generation of rows in key order.
    @discardableResult
    static func build(
        _ rows: [TestRow], in store: any ReadModelStore, version: Int = 1, fingerprint: UInt64 = 0, at position: Position = 1
    ) throws -> Generation {
        let builder = try store.build(schema, version: version, fingerprint: fingerprint)
        // Two blocks, so that there is a boundary between them.
        try builder.write(block(Array(rows.prefix(2))))
        try builder.write(block(Array(rows.dropFirst(2))))
        _ = try builder.finish(at: position)
        try builder.promote()
        guard let served = try store.generations().first(where: { $0.state == .served }) else {
            throw ContractBroken(description: "nothing is served after the switch")
        }
        return served
    }

    static func served(in store: any ReadModelStore) throws -> [TestRow] { try store.snapshot(of: "select").map { try read($0) } ?? [] }

    static func read(_ snapshot: any ReadModelSnapshot) throws -> [TestRow] {
        var rows: [TestRow] = []
        let columns = Array(schema.allColumns.indices)
        try snapshot.rows(columns: columns, where: nil, inKeyOrder: true) { block throws(RefoldError) in rows += TestRow.readAll(block) }
        return rows
    }

    static func block(_ rows: [TestRow], isPresent: Bool = true, isStored: Bool = false) -> RowBlock {
        let table = RowTable(RowLayout(columns: schema.columns))
        let block = RowBlock(columnCount: schema.columns.count)
        for row in rows {
            let key = row.key
            if isStored {
                let stored = RowBlock(columnCount: schema.columns.count)
                stored.beginRow(key: key.span)
                table.load(0, of: stored)
            }
            let number = table.row(forKey: key.span, hash: key.span.stableHash).row
            var target = Row(number, of: table)
            row.fill(&target)
            if isPresent { target.touch() } else { target.delete() }
            block.append(target)
        }
        return block
    }
}
