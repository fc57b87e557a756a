import CSQLite
import RefoldStores
import RefoldValues

/// Looks through a whole file for pages that do not belong together. Such a file is what a copy beside a writer gives: reading some of it finds nothing.
public enum SQLiteFileCheck {
    /// - Throws: `.failed` with the first page that is wrong.
    public static func require(_ path: String, waits: WaitPolicy? = nil) throws(RefoldError) {
        let connection = try SQLiteConnection.forReading(path, watched: waits)
        let found = try connection.prepare("PRAGMA quick_check(1)")
        guard try found.step() else { return }
        let said = found.text(0).split(separator: "\n").last.map(String.init) ?? ""
        guard said != "ok" else { return }
        throw SQLiteFailure.error(code: SQLITE_CORRUPT, message: said, system: SystemFailure(0), path: path, operation: "rely on the database")
    }
}
