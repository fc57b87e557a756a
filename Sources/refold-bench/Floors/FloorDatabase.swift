// Unsafe here: the C interface of SQLite, called as a C program would call it.
import CSQLite
import RefoldValues

/// The few calls that every floor makes once. What only one makes a million times stands in the floor itself.
@unsafe
struct FloorDatabase {
    let handle: OpaquePointer

    init(readingFrom path: String) throws(RefoldError) { try unsafe self.init(path, SQLITE_OPEN_READONLY) }

    init(writingTo path: String) throws(RefoldError) { try unsafe self.init(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE) }

    private init(_ path: String, _ flags: Int32) throws(RefoldError) {
        var opened: OpaquePointer?
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard code == SQLITE_OK, let database = unsafe opened else {
            throw RefoldError(.failed, "the floor cannot open its database", at: .named(path))
        }
        unsafe handle = database
    }

    func execute(_ sql: String) throws(RefoldError) {
        try unsafe check(sqlite3_exec(handle, sql, nil, nil, nil))
    }

    func prepare(_ sql: String) throws(RefoldError) -> OpaquePointer {
        var prepared: OpaquePointer?
        try unsafe check(sqlite3_prepare_v2(handle, sql, -1, &prepared, nil))
        guard let statement = unsafe prepared else { throw RefoldError(.failed, "the floor's statement is empty") }
        return unsafe statement
    }

    /// Runs an insertion for each of the next rows.
    @inline(__always)
    func insert(_ count: Int, of rows: inout CellMemory, columns: Int32, by statement: OpaquePointer) throws(RefoldError) {
        for _ in 0..<count {
            unsafe rows.bind(columns, to: statement)
            unsafe sqlite3_step(statement)
            try unsafe check(sqlite3_reset(statement))
        }
    }

    func finish(_ statement: OpaquePointer) throws(RefoldError) {
        try unsafe check(sqlite3_finalize(statement))
    }

    func close() throws(RefoldError) {
        try unsafe check(sqlite3_close(handle))
    }

    func check(_ code: Int32) throws(RefoldError) {
        guard code == SQLITE_OK else { throw unsafe RefoldError(.failed, "the floor failed: \(String(cString: sqlite3_errmsg(handle)))") }
    }
}
