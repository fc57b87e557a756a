// Unsafe here: reads rows in libpq's memory.

import RefoldCore
import RefoldStores
import RefoldValues

/// The served generation at the time of the snapshot; later switches and catch-ups do not affect it.
///
/// Until it is released, its table is not removed, and the server's vacuum is held back.
final class PostgresReadModelSnapshot: ReadModelSnapshot {
    private static let blockSize = 512 << 10

    let generation: Generation
    private let connection: PostgresConnection
    private let throughView: Bool

    /// - Parameters:
    ///   - connection: in a transaction with one snapshot, in which `generation` is served and its table is locked.
    ///   - throughView: whether the rows are read from the view instead, which is locked, too. JSON is then as the view shows it.
    init(_ generation: Generation, in connection: PostgresConnection, throughView: Bool = false) {
        self.generation = generation
        self.throughView = throughView
        self.connection = connection
    }

    func parked() throws(RefoldError) -> [ParkedEvent] { try PostgresReadModelCatalog(connection: connection).parked(in: generation, snapshot: true) }

    func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] {
        guard !throughView else { return [] }
        return try PostgresReadModelCatalog(connection: connection).ranges(of: generation, from: first, limit: limit, lists: false)
    }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let updatedAt = generation.updatedAt
        try PostgresGenerationUpdater(generation, in: PostgresLoan(connection), throughView: throughView) { updatedAt }.load(keys: keys, into: rows)
    }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let operation = "read the rows of \"\(generation.projection)\""
        let all = generation.schema.allColumns
        let decoder = BinaryRowDecoder(columns.map { all[$0] }, of: generation.projection)
        let block = RowBlock(columnCount: columns.count, capacity: Self.blockSize + (64 << 10))
        let table = PostgresReadModelTable(generation.schema, generation.number)
        try connection.beginCopy(table.copyOut(columns, where: range, inKeyOrder: inKeyOrder, throughView: throughView), to: operation)
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
