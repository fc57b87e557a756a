import RefoldCore
import RefoldStores
import RefoldValues

/// One check that every reader of read models must pass, run on a new, empty store and a reader of it.
public struct ReaderCheck: Sendable, CustomStringConvertible {
    public let description: String
    public let run: @Sendable (any ReadModelStore, any ReadModelReader) throws -> Void

    init(_ description: String, _ run: @escaping @Sendable (any ReadModelStore, any ReadModelReader) throws -> Void) {
        self.description = description
        self.run = run
    }
}

/// The checks of ``ReadModelReader``, for the tests of every adapter: `@Test(arguments: ReadModelReaderContract.checks)`. The store must
/// record distinct times, as from a ``TickingClock``.
public enum ReadModelReaderContract {
    typealias Cell = InMemorySnapshot.Cell

    /// Every type of column that can be compared, and names that need quoting in SQL.
    static let schema = ReadModelSchema(
        name: "select", key: [ColumnSchema("group", .text), ColumnSchema("number", .integer)],
        columns: [
            ColumnSchema("order", .text), ColumnSchema("total", .decimal(scale: 2)), ColumnSchema("paid", .money(currency: "order")),
            ColumnSchema("is_open", .boolean), ColumnSchema("at", .timestamp), ColumnSchema("due", .date), ColumnSchema("limit", .integer),
        ], indexes: [["group", "at", "number"], ["at", "group", "number"], ["order", "due"]])

    static let whole = RowSelection(schema.allColumns, of: "select", order: ["group", "number"])

    public static let checks: [ReaderCheck] = plain + switches + refusals

    static let plain: [ReaderCheck] = [
        ReaderCheck("What is not served has no revision, and reading its rows says how to build it; after that the same reader answers") { store, reader in
            for _ in 0..<2 {
                try expect(reader.revision(of: "select"), nil, "revision")
                let error = try failure { _ = try reader.rows(whole, [], limit: 1, offset: 0) }
                try expect(error.status, .failed, "status")
                try expect(error.faults[0].remedy, "run refold rebuild select", "remedy")
            }
            let unserved = try store.build(schema, version: 1, fingerprint: 0)
            try expect(reader.revision(of: "select"), nil, "revision while it is built")
            _ = try unserved.finish(at: 1)
            try expect(reader.revision(of: "select"), nil, "revision before the switch")
            try ServedRows.serve([row(1)], of: schema, in: store, at: 7)
            try expect(reader.revision(of: "select")?.position, 7, "position")
            try expect(read(reader), [row(1)], "rows")
            try expect(reader.revision(of: "another"), nil, "revision of another")
        },
        ReaderCheck("An empty read model has a revision and no rows") { store, reader in
            try ServedRows.serve([], of: schema, in: store, at: 3)
            let answer = try reader.rows(whole, [], limit: 5, offset: 0)
            try expect(answer.value.count, 0, "rows")
            try expect(answer.revision.position, 3, "position")
            try expect(reader.revision(of: "select"), answer.revision, "revision")
        },
        ReaderCheck("Any selection returns what a plain filter and sort return") { store, reader in
            for seed: UInt64 in 1...3 {
                var world = ReaderWorld(seed: seed)
                let rows = world.rows(60)
                try ServedRows.serve(rows, of: schema, in: store)
                for _ in 0..<150 {
                    let question = world.question(about: rows)
                    let answer = try reader.rows(question.selection, question.values, limit: question.limit, offset: question.offset)
                    try expect(ServedRows.cells(of: answer.value, question.selection.columns), question.slowAnswer(rows), "\(question)")
                }
            }
        },
        ReaderCheck("Pages by cursors, each after the last row of the one before, return every row once, whatever their size") { store, reader in
            var world = ReaderWorld(seed: 9)
            let rows = world.rows(50).map { row in row.enumerated().map { $0.offset == 6 ? .units(Int64($0.element.hashValue & 1)) : $0.element } }
            try ServedRows.serve(rows, of: schema, in: store)
            for descends in [false, true] {
                let first = RowSelection(schema.allColumns, of: "select", order: ["at", "group", "number"], descends: descends)
                let next = first.with(.after)
                for size in [1, 7, 49, 50, 51] {
                    var (seen, page): ([[Cell]], [[Cell]]) = ([], [])
                    repeat {
                        let values = page.last.map { row in [6, 0, 1].map { ReaderWorld.value(row[$0]) } }
                        let answer = try reader.rows(values == nil ? first : next, values ?? [], limit: size, offset: 0)
                        page = ServedRows.cells(of: answer.value, schema.allColumns)
                        seen += page
                    } while !page.isEmpty
                    try expect(seen.count, 50, "rows in pages of \(size)")
                    try expect(Set(seen).count, 50, "different rows in pages of \(size)")
                }
            }
        },
    ]

    static func row(_ number: Int64) -> [Cell] {
        [.text("g"), .units(number), .text("EUR"), .units(number * 100), .units(-number), .units(1), .units(number), .units(number), .null]
    }

    static func read(_ reader: any ReadModelReader) throws -> [[Cell]] {
        ServedRows.cells(of: try reader.rows(whole, [], limit: 1000, offset: 0).value, schema.allColumns)
    }

    static func failure(_ body: () throws -> Void) throws -> RefoldError {
        do { try body() } catch let error as RefoldError { return error }
        throw ContractBroken(description: "nothing was thrown")
    }
}
