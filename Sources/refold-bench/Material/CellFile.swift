// Unsafe here: takes the bytes of a column where SQLite lends them, and copies them at once.
import RefoldFiles
import RefoldSQLite
import RefoldValues

/// Writes rows as the floors take them: the number of rows in eight bytes, then cell after cell.
///
/// A cell is four bytes, the number of bytes of a text that follows, or ``null``, or ``integer`` with eight bytes after it. In the
/// byte order of the machine: the file is used where it was written.
struct CellFile {
    static let null: Int32 = -1
    static let integer: Int32 = -2

    private static let bytesPerWrite = 1 << 20
    private let file: AtomicFile
    private var buffer: [UInt8] = []

    /// - Parameter rowCount: how many rows are going to be written.
    init(_ path: String, rowCount: Int) throws(RefoldError) {
        file = try AtomicFile(path, sparing: .none)
        append(rowCount)
    }

    /// Appends the columns of the row that a statement stands on.
    mutating func append(_ row: SQLiteStatement, columns: Int32) throws(RefoldError) {
        for column in 0..<columns {
            if row.isNull(column) {
                append(Self.null)
            } else if row.isInteger(column) {
                append(Self.integer)
                append(row.integer(column))
            } else {
                let bytes = unsafe row.bytes(column)
                append(Int32(clamping: bytes.count))
                unsafe buffer.append(contentsOf: bytes)
            }
        }
        guard buffer.count >= Self.bytesPerWrite else { return }
        try file.write(buffer)
        buffer.removeAll(keepingCapacity: true)
    }

    /// Makes the file appear.
    func finish() throws(RefoldError) {
        try file.write(buffer)
        try file.commit()
    }

    private mutating func append(_ number: some FixedWidthInteger) {
        unsafe withUnsafeBytes(of: number) { unsafe buffer.append(contentsOf: $0) }
    }
}
