// Unsafe here: copies texts from SQLite's memory into the block without an array in between.

import RefoldCore
import RefoldStores
import RefoldValues

/// The served generation at the time of the snapshot; later switches and catch-ups do not affect it.
final class SQLiteReadModelSnapshot: ReadModelSnapshot {
    private static let blockSize = 512 << 10

    let generation: Generation
    private let connection: SQLiteConnection

    /// - Parameter connection: in a read transaction in which `generation` is served.
    init(_ generation: Generation, in connection: SQLiteConnection) {
        self.generation = generation
        self.connection = connection
    }

    func parked() throws(RefoldError) -> [ParkedEvent] { try ReadModelCatalog(connection: connection).parked(in: generation) }

    func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] {
        try ReadModelCatalog(connection: connection).ranges(of: generation, from: first, limit: limit, lists: false)
    }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let table = ReadModelTable(schema: generation.schema, generation: generation.number)
        let lookup = try RowBinding(table.selectByKey, schema: generation.schema, on: connection)
        try lookup.load(keys, into: rows, generation.schema.columns)
    }

    func rows(
        columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        let table = ReadModelTable(schema: generation.schema, generation: generation.number)
        let statement = try connection.prepare(table.select(columns, where: range, inKeyOrder: inKeyOrder), isKept: true)
        if let range {
            try statement.bind(1, range.from)
            try statement.bind(2, range.to)
        }
        let all = generation.schema.allColumns
        let types = columns.map { all[$0].type }
        let block = RowBlock(columnCount: columns.count, capacity: Self.blockSize + (64 << 10))
        let noKey: [UInt8] = []
        while try statement.step() {
            block.beginRow(key: noKey.span)
            for number in types.indices { block.set(number, from: statement, Int32(number), as: types[number]) }
            if block.byteCount >= Self.blockSize {
                try WideTexts.requireNumbers(in: block, columns.map { all[$0] }, of: generation.projection)
                try visit(block)
                block.removeAll()
            }
        }
        try WideTexts.requireNumbers(in: block, columns.map { all[$0] }, of: generation.projection)
        if block.count > 0 { try visit(block) }
    }
}

extension RowBlock {
    /// Sets a column of the last row from a column of a statement's row; null stays null.
    func set(_ column: Int, from statement: SQLiteStatement, _ index: Int32, as type: ColumnType) {
        guard !statement.isNull(index) else { return }
        if type.isBytes {
            guard !type.isWide else {
                return set(column, toWide: statement.withBytes(index) { WideUnits.number(written: $0, scale: type.declaredScale) })
            }
            unsafe set(column, copying: statement.bytes(index))
        } else {
            set(column, to: statement.integer(index))
        }
    }
}
