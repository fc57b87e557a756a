// Unsafe here: passes texts to a block.
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing
@testable import RefoldPostgres

/// A read model for tests: `things`, by number, with an amount, a text and further columns.
enum Things {
    static func schema(_ columns: [ColumnSchema] = [ColumnSchema("amount", .decimal(scale: 2)), ColumnSchema("note", .text)]) -> ReadModelSchema {
        ReadModelSchema(name: "things", key: [ColumnSchema("id", .integer)], columns: columns, indexes: [[columns[0].name]])
    }

    static func store(
        _ uri: String, policy: SwitchPolicy = SwitchPolicy(), waiting: WaitPolicy? = nil
    ) throws -> PostgresReadModelStore {
        PostgresReadModelStore(try PostgresLocation(uri, from: "test"), switching: policy, waits: waiting) { .first }
    }

    enum Cell: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByNilLiteral {
        case null
        case integer(Int64)
        case text(String)

        init(integerLiteral value: Int64) { self = .integer(value) }
        init(stringLiteral text: String) { self = .text(text) }
        init(nilLiteral: ()) { self = .null }
    }

    /// Rows whose keys count from `first`.
    static func block(_ rows: [[Cell]], from first: Int64 = 0) -> RowBlock {
        let block = RowBlock(columnCount: rows.first?.count ?? 0)
        for (index, row) in rows.enumerated() {
            var key: [UInt8] = []
            KeyEncoding.append(first + Int64(index), to: &key)
            block.beginRow(key: key.span)
            for (column, cell) in row.enumerated() {
                switch cell {
                case .null: break
                case .integer(let value): block.set(column, to: value)
                case .text(var text): text.withUTF8 { unsafe block.set(column, copying: UnsafeRawBufferPointer($0)) }
                }
            }
        }
        return block
    }

    /// This many rows with one amount.
    static func rows(_ count: Int, amount: Int64) -> RowBlock { block(Array(repeating: [.integer(amount), "same"], count: count)) }

    @discardableResult
    static func serve(
        _ rows: RowBlock, _ schema: ReadModelSchema = schema(), at position: Position = 1, in store: any ReadModelStore
    ) throws -> Generation {
        let builder = try store.build(schema, version: 1, fingerprint: 0)
        try builder.write(rows)
        _ = try builder.finish(at: position)
        try builder.promote()
        return try #require(try store.generations().first { $0.state == .served })
    }

    /// The served amounts, read by the snapshot.
    static func amounts(in store: any ReadModelStore) throws -> [Int64] {
        var amounts: [Int64] = []
        try store.snapshot(of: "things")?.rows(columns: [1], where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for index in 0..<block.count { amounts.append(block.integer(index, 0)) }
        }
        return amounts
    }

    /// Ends every other session of a database.
    static func cutConnections(to uri: String) throws {
        _ = try PostgresCluster.psql(
            uri, "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
    }
}
