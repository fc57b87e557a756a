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
        let whole = RowBlock(columnCount: projection.layout.columns.count, capacity: Self.blockSize + (16 << 10))
        for number in 0..<table.count {
            var row = Row(number, of: table)
            guard row.isPresent else { continue }
            do throws(RefoldError) {
                if completes { try projection.complete(&row) }
                whole.append(row)
            } catch {
                turn.withLock { _ in row.withKey { failure.note(error, of: $0) } }
                continue
            }
            if whole.byteCount >= Self.blockSize { try give(whole, at: moment) }
        }
        if whole.count > 0 { try give(whole, at: moment) }
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
            let block = RowBlock(columnCount: projection.schema.columns.count, capacity: Self.blockSize + (16 << 10))
            while try run.advance() {
                try run.emit(into: block)
                if block.byteCount >= Self.blockSize { try give(block, at: moment) }
            }
            if block.count > 0 { try give(block, at: moment) }
        }
        sums = [:]
        if let error = failure.error { throw error }
    }

    private func give(_ whole: RowBlock, at moment: Int) throws(RefoldError) {
        defer { whole.removeAll() }
        let schema = projection.schema
        for reader in readers {
            let block = RowBlock(columnCount: reader.columns.count, capacity: Self.blockSize)
            for index in 0..<whole.count where isInRange(reader, whole, index) {
                block.append(reader.columns, of: whole, index, columns, key: schema.key)
            }
            guard block.count > 0 else { continue }
            try locked { () throws(RefoldError) in try reader.give(block, at: moment) }
        }
    }

    private func isInRange(_ reader: MomentReader, _ block: RowBlock, _ index: Int) -> Bool {
        guard let range = reader.range else { return true }
        let keys = projection.schema.key.count
        guard range.column < keys else {
            guard let value = block.optionalInteger(index, range.column - keys) else { return false }
            return value >= range.from && value < range.to
        }
        let part = RowBlock(columnCount: 1, capacity: 256)
        part.append([range.column], of: block, index, columns, key: projection.schema.key)
        return part.integer(0, 0) >= range.from && part.integer(0, 0) < range.to
    }

    private func locked(_ body: () throws(RefoldError) -> Void) throws(RefoldError) {
        let result = turn.withLock { _ in Result { () throws(RefoldError) in try body() } }
        try result.get()
    }
}
