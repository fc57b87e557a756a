// Unsafe here: binds texts in the block's memory without a copy; the statement runs before the block can change.

import RefoldCore
import RefoldValues

/// A statement whose parameters are the columns of a read model, key first; run once per row.
@safe
final class RowBinding {
    private let statement: SQLiteStatement
    private let key: [ColumnSchema]
    private let columns: [(parameter: Int32, slot: ColumnSlot)]
    private let wideTexts: WideTexts
    private var part: [UInt8] = []

    init(_ sql: String, schema: ReadModelSchema, on connection: SQLiteConnection) throws(RefoldError) {
        statement = try connection.prepare(sql, isKept: true)
        key = schema.key
        columns = schema.columns.enumerated().map { (Int32($0.offset + schema.key.count + 1), $0.element.type.content.slot) }
        wideTexts = WideTexts(schema)
    }

    /// Binds all columns of a row and runs the statement.
    func run(_ index: Int, of rows: RowBlock) throws(RefoldError) {
        for column in columns.indices {
            let (parameter, slot) = columns[column]
            guard !rows.isNull(index, column) else {
                try statement.bindNull(parameter)
                continue
            }
            switch slot {
            case .integer: try statement.bind(parameter, rows.integer(index, column))
            case .text: try unsafe statement.bind(parameter, borrowing: rows.bytes(index, column))
            case .wide: try statement.bind(parameter, copying: wideTexts.text(column, of: index, of: rows).span)
            }
        }
        try unsafe runBoundKey(of: rows.key(index))
    }

    /// Binds only the key and runs the statement, whose parameters are the key's parts.
    func run(keyOf index: Int, of rows: RowBlock) throws(RefoldError) {
        try unsafe runBoundKey(of: rows.key(index))
    }

    /// Binds only the key and looks up a row.
    ///
    /// - Parameter found: called with the statement at the row.
    func find(keyOf index: Int, of rows: RowBlock, _ found: (SQLiteStatement) throws(RefoldError) -> Void) throws(RefoldError) {
        try unsafe withBoundKey(rows.key(index)) { () throws(RefoldError) in
            if try statement.step() { try found(statement) }
        }
    }

    private func runBoundKey(of key: UnsafeRawBufferPointer) throws(RefoldError) {
        try unsafe withBoundKey(key) { () throws(RefoldError) in _ = try statement.step() }
    }

    private func withBoundKey(_ bytes: UnsafeRawBufferPointer, _ body: () throws(RefoldError) -> Void) throws(RefoldError) {
        if key.count == 1, key[0].type.isBytes {
            try unsafe statement.bind(1, borrowing: bytes)
            try body()
            statement.reset()
            return
        }
        let span = unsafe Span<UInt8>(_unsafeBytes: bytes)
        var texts: [[UInt8]] = []
        var values: [Int64] = []
        var offset = 0
        for part in key {
            values.append(KeyEncoding.read(part.type, from: span, at: &offset, isOnlyPart: key.count == 1, text: &self.part))
            texts.append(self.part)
        }
        for (number, part) in key.enumerated() {
            if part.type.isBytes {
                try statement.bind(Int32(number + 1), String(decoding: texts[number], as: UTF8.self))
            } else {
                try statement.bind(Int32(number + 1), values[number])
            }
        }
        try body()
        statement.reset()
    }
}

extension RowBinding {
    /// Looks up rows by their keys, with a statement that gives their columns, and appends those found to `rows`.
    func load(_ keys: RowBlock, into rows: RowBlock, _ columns: [ColumnSchema]) throws(RefoldError) {
        for index in 0..<keys.count {
            try find(keyOf: index, of: keys) { (statement) throws(RefoldError) in
                keys.withKey(index) { rows.beginRow(key: $0) }
                for (number, column) in columns.enumerated() { rows.set(number, from: statement, Int32(number), as: column.type) }
            }
        }
        try wideTexts.requireNumbers(in: rows, columns)
    }
}
