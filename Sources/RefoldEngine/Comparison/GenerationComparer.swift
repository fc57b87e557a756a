import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// Goes through two generations side by side in the order of their key, once, with memory for a block of each.
public final class GenerationComparer {
    private let wantedSamples: Int
    private let leftOut: KeySet?
    private let isCancelled: () -> Bool
    private let one: RowStream
    private let other: RowStream
    private let fromColumns: [ColumnSchema]
    private let toColumns: [ColumnSchema]
    private let keyIsBytes: [Bool]
    private let columns: [ComparedColumn]
    /// Whether both have the same shape, so that rows can be compared as a whole first.
    private let isOfOneShape: Bool
    private var result: GenerationComparison
    private let fromSums: [ColumnSums?]
    private let toSums: [ColumnSums?]

    /// - Parameters:
    ///   - from: what is served, or was before.
    ///   - to: the newer one.
    ///   - samples: how many rows that differ are kept, the first in key order.
    ///   - isCancelled: asked between blocks.
    public convenience init(
        from: any ReadModelSnapshot, to: any ReadModelSnapshot, samples: Int = 10, isCancelled: @escaping () -> Bool = { false }
    ) {
        self.init(from: from, to: to, samples: samples, leavingOut: nil, isCancelled: isCancelled)
    }

    /// - Parameter keys: of rows that are not compared.
    init(
        from: any ReadModelSnapshot, to: any ReadModelSnapshot, samples: Int, leavingOut keys: KeySet?, isCancelled: @escaping () -> Bool
    ) {
        wantedSamples = samples
        leftOut = keys
        self.isCancelled = isCancelled
        (one, other) = (RowStream(from), RowStream(to))
        result = GenerationComparison(from: from.generation, to: to.generation)
        let (before, after) = (from.generation.schema, to.generation.schema)
        let (fromColumns, toColumns) = (before.allColumns, after.allColumns)
        (self.fromColumns, self.toColumns) = (fromColumns, toColumns)
        keyIsBytes = before.key.map(\.type.isBytes)
        let names = after.columns.map(\.name) + before.columns.map(\.name).filter { name in !after.columns.contains { $0.name == name } }
        columns = names.map { name in
            // What is a column of the one and a part of the other's key is compared as well, if the rows can be.
            ComparedColumn(
                name, from: (fromColumns, fromColumns.firstIndex { $0.name == name }), to: (toColumns, toColumns.firstIndex { $0.name == name }))
        }
        isOfOneShape = fromColumns == toColumns
        fromSums = columns.map { column in column.from.flatMap { ColumnSums(fromColumns, $0) } }
        toSums = columns.map { column in column.to.flatMap { ColumnSums(toColumns, $0) } }
        result.columns = columns.map { column in
            GenerationComparison.Column(name: column.name, from: column.from.map { fromColumns[$0].type }, to: column.to.map { toColumns[$0].type })
        }
    }

    /// Compares; once.
    ///
    /// - Throws: `.incomplete` if cancelled; else as the snapshots do.
    public func run() throws(RefoldError) -> GenerationComparison {
        defer {
            one.end()
            other.end()
        }
        one.ask()
        other.ask()
        if result.hasSameKey { try merge() } else { try goThroughBoth() }
        for index in columns.indices { result.columns[index].sums = ColumnSums.pairs(fromSums[index], toSums[index]) }
        return result
    }

    // MARK: Going through the rows

    private func next(_ stream: RowStream) throws(RefoldError) -> RowBlock? {
        if isCancelled() { throw FoldPoints.interrupted }
        return try stream.take()
    }

    private func merge() throws(RefoldError) {
        var (a, b) = (try next(one), try next(other))
        var (row, otherRow) = (0, 0)
        while a != nil || b != nil {
            if let block = a, row == block.count {
                one.ask()
                (a, row) = (try next(one), 0)
                continue
            }
            if let block = b, otherRow == block.count {
                other.ask()
                (b, otherRow) = (try next(other), 0)
                continue
            }
            guard let from = a else {
                if let b { added(otherRow, of: b) }
                otherRow += 1
                continue
            }
            guard let to = b else {
                removed(row, of: from)
                row += 1
                continue
            }
            let order = order(row, of: from, otherRow, of: to)
            if order < 0 {
                removed(row, of: from)
                row += 1
            } else if order > 0 {
                added(otherRow, of: to)
                otherRow += 1
            } else {
                compare(row, of: from, otherRow, of: to)
                row += 1
                otherRow += 1
            }
        }
    }

    private func order(_ row: Int, of from: RowBlock, _ other: Int, of to: RowBlock) -> Int {
        for part in keyIsBytes.indices {
            let order = from.order(row, part, isBytes: keyIsBytes[part], to: other, of: to)
            if order != 0 { return order }
        }
        return 0
    }

    /// Two keys of different shapes have no common order: all rows of the one went, and all of the other were added.
    private func goThroughBoth() throws(RefoldError) {
        let room = wantedSamples
        while let block = try next(one) {
            for row in 0..<block.count {
                removed(row, of: block, sampling: result.samples.count < (room + 1) / 2)
            }
            one.ask()
        }
        while let block = try next(other) {
            for row in 0..<block.count { added(row, of: block) }
            other.ask()
        }
    }

    // MARK: Rows

    private func compare(_ row: Int, of from: RowBlock, _ otherRow: Int, of to: RowBlock) {
        if isLeftOut(row, of: from, fromColumns) { return }
        for index in columns.indices {
            fromSums[index]?.add(row, of: from)
            toSums[index]?.add(otherRow, of: to)
        }
        if isOfOneShape, from.hasSameWords(row, as: otherRow, of: to) {
            result.equal += 1
            return
        }
        var differing: [Int] = []
        for (index, column) in columns.enumerated() where !column.isEqual(row, of: from, to: otherRow, of: to) { differing.append(index) }
        guard !differing.isEmpty else {
            result.equal += 1
            return
        }
        result.differing += 1
        for index in differing { result.columns[index].differing += 1 }
        if differing.contains(where: { columns[$0].from != nil && columns[$0].to != nil }) { result.differingInBoth += 1 }
        guard result.samples.count < wantedSamples else { return }
        let values = differing.map { index in
            difference(columns[index], from: columns[index].from.map { (from, row, $0) }, to: columns[index].to.map { (to, otherRow, $0) })
        }
        result.samples.append(.init(change: .changed, key: key(otherRow, of: to, result.to), columns: values))
    }

    private func removed(_ row: Int, of block: RowBlock, sampling: Bool = true) {
        if isLeftOut(row, of: block, fromColumns) { return }
        result.onlyInFrom += 1
        for sums in fromSums { sums?.add(row, of: block) }
        guard sampling, result.samples.count < wantedSamples else { return }
        let values = columns.filter { $0.from != nil }.map { difference($0, from: $0.from.map { (block, row, $0) }, to: nil) }
        result.samples.append(.init(change: .removed, key: key(row, of: block, result.from), columns: values))
    }

    private func added(_ row: Int, of block: RowBlock) {
        if isLeftOut(row, of: block, toColumns) { return }
        result.onlyInTo += 1
        for sums in toSums { sums?.add(row, of: block) }
        guard result.samples.count < wantedSamples else { return }
        let values = columns.filter { $0.to != nil }.map { difference($0, from: nil, to: $0.to.map { (block, row, $0) }) }
        result.samples.append(.init(change: .added, key: key(row, of: block, result.to), columns: values))
    }

    private func isLeftOut(_ row: Int, of block: RowBlock, _ columns: [ColumnSchema]) -> Bool {
        guard let leftOut, leftOut.contains(row, of: block, columns.prefix(keyIsBytes.count)) else { return false }
        result.leftOut += 1
        return true
    }

    // MARK: Samples

    private typealias Spot = (block: RowBlock, row: Int, column: Int)

    private func difference(_ column: ComparedColumn, from: Spot?, to: Spot?) -> GenerationComparison.Difference {
        GenerationComparison.Difference(
            name: column.name, from: from.map { RowValue.json($0.block, $0.row, $0.column, of: fromColumns) } ?? .null,
            to: to.map { RowValue.json($0.block, $0.row, $0.column, of: toColumns) } ?? .null)
    }

    private func key(_ row: Int, of block: RowBlock, _ generation: Generation) -> [JSONField] {
        let all = generation.schema.allColumns
        return generation.schema.key.indices.map { JSONField(all[$0].name, RowValue.json(block, row, $0, of: all)) }
    }
}
