import RefoldFiles
import RefoldStores

/// How the file is written, by its first bytes, and who writes to it now.
enum JournalCheck {
    @Sendable
    static func findings(_ file: ExaminedFile) -> [ExaminationFinding] {
        guard file.isThere, let head = head(of: file.path) else { return [] }
        guard head.starts(with: Array("SQLite format 3\0".utf8)), head.count >= 20 else {
            // A file that was just made is empty.
            if head.isEmpty { return [] }
            return [.missing(file.subject, "\(file.path) is no SQLite database", remedy: "check the path")]
        }
        let writers = SQLiteLockHolders.writers(of: file.path)
        guard writers.isEmpty else {
            return [
                .warning(
                    file.subject, "it is being written: \(writers.map(\.description).joined(separator: ", "))",
                    remedy: "let that end: whoever writes meanwhile waits a minute and ends with 75")
            ]
        }
        // Byte 18 is 2 for a write-ahead log. Source: https://sqlite.org/fileformat.html
        return [.ok(file.subject, (head[18] == 2 ? "write-ahead log" : "rollback journal: the first run that writes changes it to a write-ahead log") + "; nobody writes to it")]
    }

    private static func head(of path: String) -> [UInt8]? {
        WholeFile.beginning(of: path, count: 100)
    }
}
