import RefoldCore
import RefoldFiles
import RefoldValues

/// Adds up the contributions of rows to groups, in memory and, beyond a limit, in sorted temporary files.
///
/// Sums have 128 bits until they are read, so whether a sum fits into its column does not depend on the order of the rows. A catch-up that
/// saves before its end puts the save off while a sum does not fit (see ``FoldTask/saveServed(at:onlyIfLarge:)``).
final class GroupSums {
    private let projection: Projection
    private let rollup: Rollup
    private let limit: Int
    private let folder: String
    private var numbers: GroupNumbers
    private var table: RowTable
    private var written: [any RowRun] = []

    /// How many files there may be before they are merged.
    private static let fileLimit = 16
    /// With less memory, a file would hold only a handful of groups.
    private static let leastMemory = 4096

    /// - Parameter memory: the bytes that sums may take before they are written to a file.
    init?(of projection: Projection, memory: Int, folder: String) {
        guard let rollup = projection.rollup else { return nil }
        self.projection = projection
        self.rollup = rollup
        limit = max(memory, Self.leastMemory)
        self.folder = folder
        numbers = rollup.noNumbers
        table = RowTable(WideSums.layout(of: rollup))
    }

    /// About the bytes in use.
    var memory: Int { table.memory }

    /// How many groups there are; a group in several files counts once per file.
    private(set) var count: Int64 = 0

    /// The error of a row's contribution; if there is one, the sums are unusable.
    private(set) var failure = LeastFailure()

    /// Adds, or subtracts, the contributions of all existing rows. A contribution that fails is noted in ``failure``.
    func add(_ rows: RowTable, subtracting: Bool = false) throws(RefoldError) {
        for number in 0..<rows.count {
            var row = Row(number, of: rows)
            guard row.isPresent else { continue }
            do throws(RefoldError) {
                try add(&row, subtracting: subtracting)
            } catch {
                row.withKey { failure.note(error, of: $0) }
            }
            if table.memory > limit { try write() }
        }
    }

    /// Subtracts the contributions of the rows that were added last, and clears their failures.
    func takeBack(_ rows: RowTable) throws(RefoldError) {
        try add(rows, subtracting: true)
        failure = LeastFailure()
    }

    /// Adds, or subtracts, the contributions of a row, in memory.
    ///
    /// - Throws: the error of a contribution; then nothing of the row is added.
    func add(_ row: inout Row, subtracting: Bool = false) throws(RefoldError) {
        try projection.complete(&row)
        numbers.removeAll()
        do throws(FoldError) {
            try rollup.contribute(row, &numbers)
            for index in 0..<numbers.count {
                try numbers.withKey(index) { (key) throws(FoldError) in
                    guard key.count <= KeyEncoding.maximumCount else { throw FoldError(.keyTooLong) }
                }
            }
        } catch {
            throw projection.describe(error, named: projection.schema, at: projection.place(of: row))
        }
        for index in 0..<numbers.count {
            let place = numbers.withKey(index) { key in table.row(forKey: key, hash: key.stableHash) }
            if place.isNew { count += 1 }
            var sums = Row(place.row, of: table)
            sums.touch()
            for column in rollup.layout.columns.indices {
                let number = Int128(numbers.number(index, column))
                if number != 0 { WideSums.add(subtracting ? -number : number, to: column, of: &sums) }
            }
        }
    }

    private func write() throws(RefoldError) {
        written.append(try file(of: MemoryRun([table], of: nil)))
        table = RowTable(table.layout)
        guard written.count >= Self.fileLimit else { return }
        let whole = try file(of: SummedRun(MergedRun(written), columnCount: rollup.layout.columns.count))
        written = [whole]
    }

    private func file(of run: any RowRun) throws(RefoldError) -> FileRun {
        try FileRun(writing: run, columnCount: table.layout.columns.count, in: folder)
    }

    /// The groups in key order; a group occurs once per run that holds it.
    func runs() -> [any RowRun] { written + [MemoryRun([table], of: nil)] }

    /// The groups in memory, with their sums as ``WideSums`` keeps them.
    var groups: RowTable { table }

    func removeAll() {
        table = RowTable(table.layout)
        written = []
        count = 0
    }
}

/// Sums of 128 bits, each in two columns of a row: the upper half, then the lower half.
enum WideSums {
    static func layout(of rollup: Rollup) -> RowLayout {
        RowLayout(columns: (0..<2 * rollup.layout.columns.count).map { ColumnSchema("half_\($0)", .integer) })
    }

    static func add(_ number: Int128, to column: Int, of row: inout Row) {
        let sum = value(column, of: row) + number
        row.set(half(2 * column), to: Int64(truncatingIfNeeded: sum >> 64))
        row.set(half(2 * column + 1), to: Int64(truncatingIfNeeded: sum))
    }

    static func value(_ column: Int, of row: borrowing Row) -> Int128 {
        value(row.integer(half(2 * column)), row.integer(half(2 * column + 1)))
    }

    static func value(_ column: Int, of block: RowBlock, _ index: Int) -> Int128 {
        value(block.integer(index, 2 * column), block.integer(index, 2 * column + 1))
    }

    private static func half(_ index: Int) -> Column { Column(index: index, type: .integer) }

    private static func value(_ upper: Int64, _ lower: Int64) -> Int128 {
        Int128(upper) << 64 | Int128(UInt64(bitPattern: lower))
    }
}
