import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Writes rows into read models without events and a fold.
public enum ServedRows {
    /// A value of a row.
    public typealias Cell = InMemorySnapshot.Cell

    /// Builds and serves a generation of rows in any order, each with a cell for all of the schema's columns.
    @discardableResult
    public static func serve(
        _ rows: [[Cell]], of schema: ReadModelSchema, in store: any ReadModelStore, version: Int = 1, at position: Position = 1
    ) throws(RefoldError) -> Generation {
        let builder = try store.build(schema, version: version, fingerprint: 0)
        let keyed = rows.map { (key: key(of: $0, schema), row: $0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for start in stride(from: 0, to: keyed.count, by: 1000) {
            try builder.write(block(keyed[start..<min(start + 1000, keyed.count)], schema))
        }
        let built = try builder.finish(at: position)
        try builder.promote()
        return try store.generations().first { $0.projection == schema.name && $0.state == .served } ?? built
    }

    /// Updates rows whose keys exist, together with the checkpoint.
    public static func replace(_ rows: [[Cell]], of generation: Generation, in store: any ReadModelStore, at position: Position) throws(RefoldError) {
        let schema = generation.schema
        try store.update(generation).apply([block(rows.map { (key(of: $0, schema), $0) }[...], schema)], position: position)
    }

    private static func block(_ rows: ArraySlice<(key: [UInt8], row: [Cell])>, _ schema: ReadModelSchema) -> RowBlock {
        let block = RowBlock(columnCount: schema.columns.count)
        for (key, row) in rows {
            block.beginRow(key: key.span)
            for (number, cell) in row.dropFirst(schema.key.count).enumerated() { block.set(number, to: cell) }
        }
        return block
    }

    static func key(of row: [Cell], _ schema: ReadModelSchema) -> [UInt8] {
        var key: [UInt8] = []
        for cell in row.prefix(schema.key.count) {
            switch cell {
            case .null: break
            case .wide: preconditionFailure("no key has such a part")
            case .units(let value): KeyEncoding.append(value, to: &key)
            case .text(let text): KeyEncoding.append(Array(text.utf8).span, isOnlyPart: schema.key.count == 1, to: &key)
            }
        }
        return key
    }

    /// The rows of a block.
    public static func cells(of block: RowBlock, _ columns: [ColumnSchema]) -> [[Cell]] {
        (0..<block.count).map { row in
            columns.enumerated().map { number, column in
                if block.isNull(row, number) { return .null }
                if column.type.isWide { return .wide(block.wide(row, number)) }
                return column.type.isBytes ? .text(block.text(row, number) ?? "") : .units(block.integer(row, number))
            }
        }
    }
}

/// A clock that advances by a second on every call, so that all times differ.
public final class TickingClock: Sendable {
    private let seconds = Atomic<Int64>(1_700_000_000)

    public init() {}

    public var now: Timestamp { Timestamp(microseconds: seconds.add(1, ordering: .relaxed).newValue * 1_000_000) ?? .first }
}
