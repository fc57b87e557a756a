// Unsafe here: a file in memory (mmap), walked by a bare pointer, its texts bound where they lie.
import CSQLite
import Glibc
import RefoldValues

/// A file of cells (see ``CellFile``) in memory, read from the front to the back.
@unsafe
struct CellMemory {
    /// How many rows there are.
    let rowCount: Int
    private var next: UnsafeRawPointer

    /// Maps the whole file and faults all of it in. It stays until the process ends.
    init(_ path: String) throws(RefoldError) {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        let size = lseek(descriptor, 0, SEEK_END)
        guard descriptor >= 0, size >= 8, let start = unsafe mmap(nil, size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, descriptor, 0),
            UInt(bitPattern: start) != UInt.max
        else { throw RefoldError(.failed, "the rows cannot be mapped into memory", at: .named(path)) }
        Glibc.close(descriptor)
        unsafe rowCount = start.loadUnaligned(as: Int.self)
        unsafe next = UnsafeRawPointer(start) + 8
    }

    /// Binds the next row to the parameters from 1 on.
    @inline(__always)
    mutating func bind(_ columns: Int32, to statement: OpaquePointer) {
        var parameter: Int32 = 1
        while parameter <= columns {
            let count = unsafe next.loadUnaligned(as: Int32.self)
            unsafe next += 4
            switch count {
            case CellFile.null: unsafe sqlite3_bind_null(statement, parameter)
            case CellFile.integer:
                unsafe sqlite3_bind_int64(statement, parameter, next.loadUnaligned(as: Int64.self))
                unsafe next += 8
            default:
                unsafe sqlite3_bind_text(statement, parameter, next.assumingMemoryBound(to: CChar.self), count, nil)
                unsafe next += Int(count)
            }
            parameter += 1
        }
    }

    /// Lends the cells of the next row as C strings, nil for null.
    mutating func withTexts<Result>(_ columns: Int, _ body: (UnsafeBufferPointer<UnsafePointer<CChar>?>) -> Result) -> Result {
        var texts: [UnsafeMutablePointer<CChar>?] = unsafe []
        for _ in 0..<columns {
            let count = unsafe next.loadUnaligned(as: Int32.self)
            unsafe next += 4
            switch count {
            case CellFile.null: unsafe texts.append(nil)
            case CellFile.integer:
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
