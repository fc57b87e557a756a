// Unsafe here: rows in memory, walked by a bare pointer, their texts bound where they lie.
import CSQLite
import Glibc
import RefoldValues

/// The rows of a query in memory, read from the front to the back.
///
/// A cell is four bytes, the number of bytes of a text that follows, or `null`, or `integer` with eight bytes after it.
@unsafe
struct CellMemory {
    /// How many rows there are.
    private(set) var rowCount = 0
    private var next: UnsafeRawPointer

    /// Reads all of them. They stay until the process ends.
    init(_ sql: String, of path: String) throws(RefoldError) {
        let database = try unsafe FloorDatabase(readingFrom: path)
        let rows = try unsafe database.prepare(sql)
        var bytes: [UInt8] = []
        func append(_ number: some FixedWidthInteger) { unsafe withUnsafeBytes(of: number) { unsafe bytes.append(contentsOf: $0) } }
        var count = 0
        while unsafe sqlite3_step(rows) == SQLITE_ROW {
            count += 1
            for column in unsafe 0..<sqlite3_column_count(rows) {
                switch unsafe sqlite3_column_type(rows, column) {
                case SQLITE_NULL: append(Cell.null)
                case SQLITE_INTEGER:
                    append(Cell.integer)
                    append(unsafe sqlite3_column_int64(rows, column))
                default:
                    let text = unsafe UnsafeRawBufferPointer(start: sqlite3_column_text(rows, column), count: Int(sqlite3_column_bytes(rows, column)))
                    append(Int32(clamping: text.count))
                    unsafe bytes.append(contentsOf: text)
                }
            }
        }
        try unsafe database.finish(rows)
        try unsafe database.close()
        let start = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count + 8, alignment: 8)
        unsafe start.copyBytes(from: bytes)
        guard let first = start.baseAddress else { throw RefoldError(.failed, "there are no rows", at: .named(path)) }
        unsafe (rowCount, next) = (count, UnsafeRawPointer(first))
    }

    /// Binds the next row to the parameters from 1 on.
    @inline(__always)
    mutating func bind(_ columns: Int32, to statement: OpaquePointer) {
        var parameter: Int32 = 1
        while parameter <= columns {
            let count = unsafe next.loadUnaligned(as: Int32.self)
            unsafe next += 4
            switch count {
            case Cell.null: unsafe sqlite3_bind_null(statement, parameter)
            case Cell.integer:
                unsafe sqlite3_bind_int64(statement, parameter, next.loadUnaligned(as: Int64.self))
                unsafe next += 8
            default:
                unsafe sqlite3_bind_text(statement, parameter, next.assumingMemoryBound(to: CChar.self), count, nil)
                unsafe next += Int(count)
            }
            parameter += 1
        }
    }

    /// Calls `body` with the cells of the next row as C strings, nil for null.
    mutating func withTexts<Result>(_ columns: Int, _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        var texts: [UnsafeMutablePointer<CChar>?] = unsafe []
        for _ in 0..<columns {
            let count = unsafe next.loadUnaligned(as: Int32.self)
            unsafe next += 4
            switch count {
            case Cell.null: unsafe texts.append(nil)
            case Cell.integer:
                unsafe texts.append(strdup("\(next.loadUnaligned(as: Int64.self))"))
                unsafe next += 8
            default:
                unsafe texts.append(strndup(next.assumingMemoryBound(to: CChar.self), Int(count)))
                unsafe next += Int(count)
            }
        }
        defer { for unsafe text in unsafe texts { unsafe free(text) } }
        let lent: [UnsafePointer<CChar>?] = unsafe texts.map { unsafe UnsafePointer($0) }
        return unsafe lent.withUnsafeBufferPointer { unsafe body($0) }
    }
}

private enum Cell {
    static let null: Int32 = -1
    static let integer: Int32 = -2
}
