import RefoldCore
import RefoldStores
import RefoldValues

/// Reads the generations of a ``MemoryReadModelStore`` row by row: the reference implementation for readers with indexes.
public final class MemoryReadModelReader: ReadModelReader {
    private let store: MemoryReadModelStore

    public init(_ store: MemoryReadModelStore) { self.store = store }

    public var name: String { store.name }

    public func revision(of model: String) throws(RefoldError) -> ReadModelRevision? { served(model).map { ReadModelRevision($0.generation) } }

    private func served(_ model: String) -> MemoryReadModelStore.Kept? {
        store.contents.withLock { contents in contents.kept[model]?.first { $0.generation.state == .served } }
    }

    public func rows(
        _ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int
    ) throws(RefoldError) -> Answer<RowBlock> {
        guard let kept = served(selection.model) else { throw .isNotServed(selection.model, by: name) }
        let schema = kept.generation.schema
        let resolved = try ResolvedSelection(selection, in: schema, of: name)
        try resolved.check(values, limit: limit, offset: offset, of: name)
        let numbers = Dictionary(uniqueKeysWithValues: schema.allColumns.enumerated().map { ($0.element.name, $0.offset) })
        func number(_ name: String) -> Int { numbers[name] ?? 0 }
        let order = selection.order.map(number)
        let bounds = values.dropFirst(selection.equal.count).map(\.cell)
        let wanted = kept.rows.map { schema.keyCells($0.key) + $0.value }.filter { row in
            zip(selection.equal, values).allSatisfy { row[number($0)].isSame(as: $1.cell) }
                && order.allSatisfy { row[$0] != .null }
                && isWithin(bounds, order.map { row[$0] }, selection)
        }
        let sorted = wanted.sorted { a, b in
            let (a, b) = (order.map { a[$0] }, order.map { b[$0] })
            return selection.descends ? b.isBefore(a) : a.isBefore(b)
        }
        let block = RowBlock(columnCount: resolved.columns.count, capacity: 4096)
        for row in sorted.dropFirst(offset).prefix(limit) {
            block.beginRow(key: [UInt8]().span)
            for (place, column) in resolved.columns.enumerated() { block.set(place, to: row[column]) }
        }
        return Answer(block, at: ReadModelRevision(kept.generation))
    }

    private func isWithin(_ bounds: [InMemorySnapshot.Cell], _ row: [InMemorySnapshot.Cell], _ selection: RowSelection) -> Bool {
        switch selection.bounds {
        case .all: true
        case .after: selection.descends ? row.isBefore(bounds) : bounds.isBefore(row)
        case .range: ![row[0]].isBefore([bounds[0]]) && [row[0]].isBefore([bounds[1]])
        case .afterWithin:
            selection.descends
                ? row.isBefore(bounds.dropLast()) && ![row[0]].isBefore(bounds.suffix(1))
                : bounds.dropLast().isBefore(row) && [row[0]].isBefore(bounds.suffix(1))
        }
    }
}

extension ReadModelRevision {
    /// The revision of a generation.
    init(_ generation: Generation) {
        self.init(generation: generation.number, position: generation.position, updatedAt: generation.updatedAt)
    }
}

extension CellValue {
    fileprivate var cell: InMemorySnapshot.Cell {
        switch self {
        case .text(let text): .text(text)
        case .integer(let value): .units(value)
        }
    }
}

extension InMemorySnapshot.Cell {
    /// Whether two values are equal; texts by their bytes.
    fileprivate func isSame(as other: Self) -> Bool { self != .null && ![self].isBefore([other]) && ![other].isBefore([self]) }
}

extension Collection<InMemorySnapshot.Cell> {
    /// Whether these values sort before others of the same columns; texts by their bytes.
    fileprivate func isBefore(_ other: some Collection<InMemorySnapshot.Cell>) -> Bool {
        for (a, b) in zip(self, other) {
            switch (a, b) {
            case (.units(let a), .units(let b)) where a != b: return a < b
            case (.wide(let a), .wide(let b)) where a != b: return a < b
            case (.text(let a), .text(let b)) where !a.utf8.elementsEqual(b.utf8): return a.utf8.lexicographicallyPrecedes(b.utf8)
            default: continue
            }
        }
        return false
    }
}
