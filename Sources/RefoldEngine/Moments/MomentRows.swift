import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues
import Synchronization

/// Gives the rows of one projection at each moment to what reads them. Lanes may call it at the same time.
final class MomentRows: @unchecked Sendable {
    private let projection: Projection
    private let readers: [MomentReader]
    private let columns: [ColumnSchema]
    /// The columns of the rows that are folded, without the key.
    private let own: [Column]
    /// Whether somebody reads a computed column.
    private let completes: Bool
    private let memory: Int
    private let folder: String
    /// Guards all that follows, and the calls of readers.
    private let turn = Mutex(())
    /// Sums of a rollup, by the moment.
    private var sums: [Int: GroupSums] = [:]
    private var failure = LeastFailure()

    /// - Parameter memory: the bytes that sums of a rollup may take.
    init(of source: MomentSource, memory: Int, folder: String) {
        projection = source.projection
        readers = source.readers
        columns = projection.schema.allColumns
        own = projection.layout.columns
        let firstComputed = columns.count - projection.schema.computedCount
        completes = readers.contains { reader in
            reader.columns.contains { $0 >= firstComputed } || reader.range.map { $0.column >= firstComputed } ?? false
        }
        (self.memory, self.folder) = (memory, folder)
    }

    private static let blockSize = 1 << 16

    /// Takes a table of a lane's rows as they are at a moment.
    func add(_ table: RowTable, at moment: Int) throws(RefoldError) {
        guard projection.rollup == nil else { return try addToSums(table, at: moment) }
        if completes { complete(table) }
        for reader in readers {
            // Local variables in the loop: a reader's own would be retained for every row.
            let (columns, own, key, range) = (reader.columns, own, projection.schema.key, reader.range)
            let block = RowBlock(columnCount: columns.count, capacity: Self.blockSize + (16 << 10))
            var row = Row(0, of: table)
            for number in 0..<table.count {
                row.move(to: number, of: table)
                guard row.isPresent else { continue }
                if let range, !isIn(range, row) { continue }
                block.append(columns, of: row, own: own, key: key)
                if block.byteCount >= Self.blockSize { try give(block, to: reader, at: moment) }
            }
            try give(block, to: reader, at: moment)
        }
    }

    /// Works out the computed columns. A row that is as it was at an earlier moment has them.
    private func complete(_ table: RowTable) {
        let projection = projection
        var row = Row(0, of: table)
        for number in 0..<table.count {
            row.move(to: number, of: table)
            guard row.isPresent, row.isTouched else { continue }
            do throws(RefoldError) {
                try projection.complete(&row)
                row.markUntouched()
            } catch {
                turn.withLock { _ in row.withKey { failure.note(error, of: $0) } }
            }
        }
    }

    private func give(_ block: RowBlock, to reader: MomentReader, at moment: Int) throws(RefoldError) {
        guard block.count > 0 else { return }
        try locked { () throws(RefoldError) in try reader.give(block, at: moment) }
        block.removeAll()
    }

    private func isIn(_ range: ColumnRange, _ row: borrowing Row) -> Bool {
        let keys = projection.schema.key.count
        guard range.column < keys else {
            let column = own[range.column - keys]
            return range.contains(row.isNull(column) ? nil : row.integer(column))
        }
        let part = RowBlock(columnCount: 1, capacity: 256)
        part.append([range.column], of: row, own: own, key: projection.schema.key)
        return range.contains(part.integer(0, 0))
    }

    private func addToSums(_ table: RowTable, at moment: Int) throws(RefoldError) {
        try locked { () throws(RefoldError) in
            if sums[moment] == nil { sums[moment] = GroupSums(of: projection, memory: memory, folder: folder) }
            try sums[moment]?.add(table)
        }
    }

    /// Gives what is known only at the end: the groups of a rollup.
    ///
    /// - Throws: what is wrong with the row or group of the smallest key, at whatever moment.
    func finish() throws(RefoldError) {
        for moment in sums.keys.sorted() {
            guard let sums = sums[moment] else { continue }
            failure.note(sums.failure)
            guard failure.error == nil else { continue }
            let run = GroupRun(SummedRun(MergedRun(sums.runs()), columnCount: projection.schema.columns.count), of: projection)
            try give(run, at: moment)
        }
        sums = [:]
        if let error = failure.error { throw error }
    }

    private func isInRange(_ reader: MomentReader, ofGroup whole: RowBlock) -> Bool {
        guard let range = reader.range else { return true }
        let part = RowBlock(columnCount: 1, capacity: 256)
        part.append([range.column], of: whole, 0, columns, key: projection.schema.key)
        return range.contains(part.optionalInteger(0, 0))
    }

    /// Gives the groups of a rollup.
    private func give(_ run: any RowRun, at moment: Int) throws(RefoldError) {
        let whole = RowBlock(columnCount: projection.schema.columns.count, capacity: 16 << 10)
        let blocks = readers.map { RowBlock(columnCount: $0.columns.count, capacity: Self.blockSize + (16 << 10)) }
        while try run.advance() {
            whole.removeAll()
            try run.emit(into: whole)
            for (reader, block) in zip(readers, blocks) {
                guard isInRange(reader, ofGroup: whole) else { continue }
                block.append(reader.columns, of: whole, 0, columns, key: projection.schema.key)
                if block.byteCount >= Self.blockSize { try give(block, to: reader, at: moment) }
            }
        }
        for (reader, block) in zip(readers, blocks) { try give(block, to: reader, at: moment) }
    }

    private func locked(_ body: () throws(RefoldError) -> Void) throws(RefoldError) {
        let result = turn.withLock { _ in Result { () throws(RefoldError) in try body() } }
        try result.get()
    }
}
