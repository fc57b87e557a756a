import RefoldCore
import RefoldFiles
import RefoldValues

/// Rows in key order, one after the other.
protocol RowRun: AnyObject {
    /// Moves to the next existing row; the first call moves to the first one.
    ///
    /// - Returns: false if there is none.
    func advance() throws(RefoldError) -> Bool

    /// Appends the present row with its computed columns.
    func emit(into block: RowBlock) throws(RefoldError)

    /// Calls `body` with the present row's key, valid during the call.
    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result
}

/// Sorted rows in memory.
final class MemoryRun: RowRun {
    private let rows: SortedRows
    private let projection: Projection?
    private var next = 0
    private var current: SortedRows.Entry?

    /// - Parameter projection: computes the computed columns; nil if there are none.
    init(_ tables: [RowTable], of projection: Projection?) {
        rows = SortedRows(tables)
        self.projection = projection
    }

    func advance() throws(RefoldError) -> Bool {
        while next < rows.entries.count {
            let entry = rows.entries[next]
            next += 1
            let row = Row(entry.row, of: rows.tables[entry.table])
            if row.isPresent {
                current = entry
                return true
            }
        }
        return false
    }

    func emit(into block: RowBlock) throws(RefoldError) {
        guard let current else { return }
        var row = Row(current.row, of: rows.tables[current.table])
        try projection?.complete(&row)
        block.append(row)
    }

    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        guard let current else { return body([UInt8]().span) }
        return rows.tables[current.table].withKey(of: current.row, body)
    }
}

/// Sorted rows in a temporary file.
///
/// If the computed columns of a row fail, that row is the last one in the file, and ``emit(into:)`` throws its error. So the merging run
/// reports the failing row with the smallest key, whichever was written first.
final class FileRun: RowRun {
    private let file: TemporaryFile
    private let block: RowBlock
    private var index = -1
    private var failure: (key: [UInt8], error: RefoldError)?
    private var isAtFailure = false

    /// Writes the rest of another run into a file, which frees the memory of that run.
    init(writing run: any RowRun, columnCount: Int, in folder: String) throws(RefoldError) {
        file = try TemporaryFile(in: folder)
        block = RowBlock(columnCount: columnCount, capacity: 256 << 10)
        while try run.advance() {
            do throws(RefoldError) {
                try run.emit(into: block)
            } catch {
                failure = (run.withKey { key in key.indices.map { key[$0] } }, error)
                break
            }
            if block.byteCount > 192 << 10 {
                try file.append(block)
                block.removeAll()
            }
        }
        if block.count > 0 { try file.append(block) }
        block.removeAll()
    }

    func advance() throws(RefoldError) -> Bool {
        index += 1
        if index < block.count { return true }
        index = 0
        if try file.read(block) { return true }
        if failure == nil || isAtFailure { return false }
        isAtFailure = true
        return true
    }

    func emit(into target: RowBlock) throws(RefoldError) {
        if isAtFailure, let failure { throw failure.error }
        target.append(index, of: block)
    }

    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        if isAtFailure, let failure { return body(failure.key.span) }
        return block.withKey(index, body)
    }
}

/// Merges several runs into one by a heap of their present keys.
final class MergedRun: RowRun {
    private var heap: [any RowRun] = []
    private var waiting: [any RowRun]

    init(_ runs: [any RowRun]) { waiting = runs }

    func advance() throws(RefoldError) -> Bool {
        if !waiting.isEmpty {
            for run in waiting where try run.advance() { heap.append(run) }
            waiting = []
            for parent in stride(from: heap.count / 2, through: 0, by: -1) { sink(parent) }
        } else if let first = heap.first {
            if try !first.advance() {
                heap[0] = heap[heap.count - 1]
                heap.removeLast()
            }
            sink(0)
        }
        return !heap.isEmpty
    }

    func emit(into block: RowBlock) throws(RefoldError) { try heap.first?.emit(into: block) }

    func withKey<Result>(_ body: (Span<UInt8>) -> Result) -> Result {
        guard let first = heap.first else { return body([UInt8]().span) }
        return first.withKey(body)
    }

    private func sink(_ start: Int) {
        var parent = start
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < heap.count && isLess(heap[child], heap[least]) { least = child }
            if least == parent { return }
            heap.swapAt(least, parent)
            parent = least
        }
    }

    private func isLess(_ a: any RowRun, _ b: any RowRun) -> Bool {
        a.withKey { left in b.withKey { right in left.isLess(than: right) } }
    }
}
