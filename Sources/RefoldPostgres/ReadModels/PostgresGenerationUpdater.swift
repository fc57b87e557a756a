// Unsafe here: reads fields in libpq's memory.

import RefoldCore
import RefoldStores
import RefoldValues

/// Updates the served generation's table, rows and checkpoint in one transaction.
final class PostgresGenerationUpdater: GenerationUpdater {
    /// How many rows one statement looks up, writes or deletes.
    private static let rowsPerStatement = 8192

    private var generation: Generation
    private let loan: PostgresLoan
    private var connection: PostgresConnection { loan.connection }
    private let table: PostgresReadModelTable
    private let now: () -> Timestamp
    private var encoder: BinaryRowEncoder
    private let decoder: BinaryRowDecoder
    private var parameters = BinaryArrays()
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?
    private let throughView: Bool

    /// - Parameter throughView: whether rows are looked up in the view; then nothing can be written.
    init(_ generation: Generation, in loan: PostgresLoan, throughView: Bool = false, now: @escaping () -> Timestamp) {
        self.generation = generation
        self.throughView = throughView
        self.loan = loan
        self.now = now
        table = PostgresReadModelTable(generation.schema, generation.number)
        encoder = BinaryRowEncoder(generation.schema)
        decoder = BinaryRowDecoder(generation.schema.columns, of: generation.projection)
    }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let operation = "look up rows of \"\(generation.projection)\""
        for first in stride(from: 0, to: keys.count, by: Self.rowsPerStatement) {
            let batch = Array(first..<min(first + Self.rowsPerStatement, keys.count))
            parameters.removeAll()
            try addKeys(of: batch, of: keys)
            let found = try connection.query(table.selectByKeys(throughView: throughView), binary: parameters, to: operation)
            for row in 0..<found.count {
                let number = unsafe Int(Int64(bigEndian: found.bytes(row, 0).loadUnaligned(as: Int64.self)))
                keys.withKey(batch[number - 1]) { rows.beginRow(key: $0) }
                for column in generation.schema.columns.indices where !found.isNull(row, column + 1) {
                    try unsafe decoder.set(column, of: rows, from: found.bytes(row, column + 1))
                }
            }
        }
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
        let operation = "write the changed rows of \"\(generation.projection)\""
        var after = generation
        after.position = position
        after.store = store
        after.updatedAt = now()
        after.parked = parked.record ?? after.parked
        try connection.transaction(to: operation) { () throws(RefoldError) in
            for block in rows {
                let states = (0..<block.count).map { block.state($0) }
                let present = states.indices.filter { states[$0].isPresent }
                after.rows += Int64(present.count { !states[$0].isStored })
                for batch in Self.batches(present) { try replace(batch, of: block, to: operation) }
                for batch in Self.batches(states.indices.filter { !states[$0].isPresent }) {
                    after.rows -= try delete(batch, of: block, to: operation)
                }
            }
            let catalog = PostgresReadModelCatalog(connection: connection)
            try catalog.write(parked, of: generation, to: operation)
            if let proof { try catalog.write(proof, of: generation, at: position, to: operation) }
            // Last, so that others wait for the catalog's row only during the commit.
            try catalog.update(after, from: generation, to: operation)
        }
        parked = ParkedChanges()
        proof = nil
        generation = after
    }

    private static func batches(_ rows: [Int]) -> [[Int]] {
        stride(from: 0, to: rows.count, by: rowsPerStatement).map { Array(rows[$0..<min($0 + rowsPerStatement, rows.count)]) }
    }

    private func replace(_ batch: [Int], of block: RowBlock, to operation: String) throws(RefoldError) {
        parameters.removeAll()
        try addKeys(of: batch, of: block)
        for (number, column) in generation.schema.columns.enumerated() {
            try parameters.add(batch.count, of: ColumnStorage(column.type)) { (index, buffer) throws(RefoldError) in
                try encoder.appendColumn(number, of: batch[index], of: block, to: &buffer)
            }
        }
        _ = try connection.query(table.insertOrReplace, binary: parameters, to: operation)
    }

    private func delete(_ batch: [Int], of block: RowBlock, to operation: String) throws(RefoldError) -> Int64 {
        parameters.removeAll()
        try addKeys(of: batch, of: block)
        return try connection.query(table.deleteByKeys, binary: parameters, to: operation).changes
    }

    /// Adds one array per part of the key.
    private func addKeys(of batch: [Int], of block: RowBlock) throws(RefoldError) {
        for (number, part) in generation.schema.key.enumerated() {
            try parameters.add(batch.count, of: ColumnStorage(part.type)) { (index, buffer) throws(RefoldError) in
                try encoder.appendKey(number, of: batch[index], of: block, to: &buffer)
            }
        }
    }
}
