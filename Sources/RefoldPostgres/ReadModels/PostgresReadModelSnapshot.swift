// Unsafe here: rows are read where libpq keeps them.

import RefoldCore
import RefoldStores
import RefoldValues

/// The served generation as it stood when the snapshot was taken; later switches and catch-ups do not reach it.
///
/// It holds back the removal of its table and the server's vacuum until it goes.
final class PostgresReadModelSnapshot: ReadModelSnapshot {
    private static let blockSize = 512 << 10

    let generation: Generation
    private let connection: PostgresConnection

    /// - Parameter connection: in a transaction of one state that saw `generation` as served and holds its table.
    init(_ generation: Generation, in connection: PostgresConnection) {
        self.generation = generation
        self.connection = connection
    }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let operation = "read the rows of \"\(generation.projection)\""
        let all = generation.schema.allColumns
        let decoder = BinaryRowDecoder(columns.map { all[$0] }, of: generation.projection)
        let block = RowBlock(columnCount: columns.count, capacity: Self.blockSize + (64 << 10))
        let table = PostgresReadModelTable(generation.schema, generation.number)
        try connection.beginCopy(table.copyOut(columns, where: range, inKeyOrder: inKeyOrder), to: operation)
        var head = CopyHead.bytes.count
        while let isRow = try unsafe connection.nextCopied(
            to: operation, { (bytes) throws(RefoldError) in try unsafe decoder.readRow(bytes, at: head, into: block) })
        {
            head = 0
            guard isRow, block.byteCount >= Self.blockSize else { continue }
            try visit(block)
            block.removeAll()
        }
        if block.count > 0 { try visit(block) }
    }
}
