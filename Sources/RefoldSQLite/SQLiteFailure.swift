import CSQLite
import RefoldValues

/// Turns SQLite's result codes into errors that name the file and the remedy.
enum SQLiteFailure {
    /// The error for a result code.
    ///
    /// - Parameters:
    ///   - code: an extended result code.
    ///   - message: SQLite's own message; used if the code alone is not enough.
    ///   - system: the operating system's last error with a file; used if it, and not SQLite, refused.
    ///   - path: the database file.
    ///   - operation: what failed, as a verb phrase: `open the database`.
    static func error(code: Int32, message: String, system: SystemFailure, path: String, operation: String) -> RefoldError {
        let error = described(code: code, message: message, system: system, path: path, operation: operation)
        return ofFile.contains(code & 0xFF) ? error.ofEverything : error
    }

    /// `SQLITE_READONLY_ROLLBACK`, which is no number in Swift.
    static let lacksRollback = SQLITE_READONLY | 3 << 8

    /// Codes that are about the whole file, its disk or the memory.
    private static let ofFile = [
        SQLITE_NOTADB, SQLITE_READONLY, SQLITE_FULL, SQLITE_IOERR, SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_AUTH, SQLITE_CORRUPT, SQLITE_NOMEM,
    ]

    private static func described(code: Int32, message: String, system: SystemFailure, path: String, operation: String) -> RefoldError {
        let place = Place.named(path)
        func failed(_ reason: String, expected: String? = nil, remedy: String?) -> RefoldError {
            RefoldError(.failed, "cannot \(operation): \(reason)", at: place, expected: expected, remedy: remedy)
        }
        switch code & 0xFF {
        case SQLITE_NOTADB:
            return failed("the file is not a database", expected: "a SQLite database", remedy: "check the path")
        case SQLITE_READONLY where code == lacksRollback:
            return failed(
                "a process was killed while it wrote, and its change has to be rolled back first",
                remedy: "run the command once as a user who may write both the file and its folder")
        case SQLITE_READONLY:
            return failed(
                "the file or its folder cannot be written", remedy: "give this user the right to write both the file and its folder")
        case SQLITE_FULL:
            return failed("the disk is full", remedy: "make room on the disk and run the command again; nothing was half-written")
        // A file that is too short is not an error of the system.
        case SQLITE_IOERR where system.isBeyondPermissions && code >> 8 != 2:
            return failed("reading or writing failed (\(system.cause), code \(code))", remedy: system.remedy(for: .output))
        case SQLITE_IOERR:
            return failed(
                "reading or writing failed (\(message), code \(code))",
                remedy: "check the disk, its free space and the file system, then run the command again")
        case SQLITE_CANTOPEN where system.isBeyondPermissions:
            return failed("the file cannot be opened: \(system.cause)", remedy: system.remedy(for: .output))
        case SQLITE_CANTOPEN:
            return failed(
                "the file cannot be opened", remedy: "check that the folder exists and that this user may read the file and write the folder")
        case SQLITE_PERM, SQLITE_AUTH:
            return failed("access is denied", remedy: "give this user the right to read the file")
        case SQLITE_BUSY, SQLITE_LOCKED, SQLITE_PROTOCOL:
            return RefoldError(
                .busy, "cannot \(operation): another process holds the database's lock", at: place,
                remedy: "wait until it is done, or end it, then run the command again")
        case SQLITE_CORRUPT:
            return failed(
                "the file is damaged (\(message))", remedy: "restore it from a backup; sqlite3 FILE 'PRAGMA integrity_check' tells more")
        case SQLITE_NOMEM:
            return failed("there is not enough memory", remedy: "give the process more memory or a smaller --memory")
        case SQLITE_TOOBIG:
            return failed("a value is longer than SQLite can hold", expected: "at most 1,000,000,000 bytes", remedy: nil)
        case SQLITE_CONSTRAINT, SQLITE_MISMATCH:
            return failed(
                "the table refuses a row: \(message)", remedy: "change what is written, or that rule of the table or of its triggers")
        case SQLITE_INTERRUPT:
            return RefoldError(.incomplete, "interrupted while trying to \(operation)", at: place, remedy: "run the command again")
        default:
            return failed(message, remedy: nil)
        }
    }
}
