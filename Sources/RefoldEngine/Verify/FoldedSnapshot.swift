import RefoldCore
import RefoldStores
import RefoldValues

/// Rows that were folded and not written, in the form in which a snapshot gives them; once, and in key order.
final class FoldedSnapshot: ReadModelSnapshot {
    let generation: Generation
    private let run: any RowRun

    /// - Parameter generation: what the rows would be if they were written.
    init(_ run: any RowRun, as generation: Generation) {
        self.run = run
        self.generation = generation
    }

    private static let blockSize = 1 << 18

    func parked() throws(RefoldError) -> [ParkedEvent] { [] }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        throw RefoldError(.failed, "rows that were not written cannot be looked up", at: .named(generation.projection))
    }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let schema = generation.schema
        let all = schema.allColumns
        let row = RowBlock(columnCount: schema.columns.count, capacity: 16 << 10)
        let block = RowBlock(columnCount: columns.count, capacity: Self.blockSize + (64 << 10))
        while try run.advance() {
            row.removeAll()
            try run.emit(into: row)
            block.append(columns, of: row, 0, all, key: schema.key)
            if block.byteCount >= Self.blockSize {
                try visit(block)
                block.removeAll()
            }
        }
        if block.count > 0 { try visit(block) }
    }
}
