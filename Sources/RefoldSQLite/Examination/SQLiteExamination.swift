import RefoldFiles
import RefoldStores

/// Looks at a SQLite file without opening it as a database, so that nothing beside it is made.
public struct SQLiteExamination: DatabaseExamination {
    private let path: String

    public init(path: String) { self.path = path }

    public func findings(of use: ExaminedUse) -> [ExaminationFinding] {
        let file = ExaminedFile(path: path, use: use)
        return Self.checks.flatMap { $0(file) }
    }

    private static let checks: [@Sendable (ExaminedFile) -> [ExaminationFinding]] = [FileCheck.findings, JournalCheck.findings, FileLockCheck.findings]
}

/// A SQLite file, and what is to be done with it.
struct ExaminedFile {
    let path: String
    let use: ExaminedUse

    /// `events` or `read models`.
    var subject: String { use.hasEvents ? "events file" : "read-model file" }
    /// Whether the run writes to it.
    var isWritten: Bool { use.hasReadModels ? use.purpose == .build : use.purpose == .write }
    var isThere: Bool { FileSystem.size(of: path) != nil }
    var place: FileSystem { FileSystem(at: isThere ? FileIdentity.followingLinks(path) : path) }
}
