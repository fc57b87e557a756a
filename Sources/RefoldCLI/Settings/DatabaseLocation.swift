import FoundationEssentials
import RefoldPostgres
import RefoldValues

/// A database by its URL.
enum DatabaseLocation: Hashable, Sendable, CustomStringConvertible {
    /// A SQLite file.
    case sqlite(path: String)
    /// A database on a PostgreSQL server.
    case postgres(PostgresLocation)

    /// Reads `sqlite:PATH` or anything that begins with `postgresql:` or `postgres:`.
    ///
    /// - Parameter origin: where it was specified, for messages: `--store`.
    /// - Throws: status 2 for anything else, and for an in-memory database of SQLite. The message does not contain the URL if it may
    ///   contain a password.
    init(_ url: String, from origin: String) throws(RefoldError) {
        if url.hasPrefix("postgresql:") || url.hasPrefix("postgres:") {
            self = .postgres(try PostgresLocation(url, from: origin))
            return
        }
        guard url.hasPrefix("sqlite:") else {
            let isBarePath = !url.contains { ":@=".contains($0) }
            throw RefoldError(
                .usage, isBarePath ? "\"\(url)\" is no URL of a database" : "this is no URL of a database that refold knows",
                at: .named(origin), expected: "sqlite:PATH or postgresql://HOST/DATABASE", remedy: isBarePath ? "write sqlite:\(url)" : nil)
        }
        let path = String(url.dropFirst("sqlite:".count))
        guard !path.isEmpty, !path.contains("\0") else {
            throw RefoldError(.usage, "the URL has no path", at: .named(origin), expected: "sqlite:PATH")
        }
        guard path != ":memory:" else {
            throw RefoldError(
                .usage, "a database in memory is gone when the command ends", at: .named(origin), expected: "sqlite:PATH of a file",
                remedy: "name a file, as in sqlite:events.db; a file that is called :memory: is sqlite:./:memory:")
        }
        guard !path.hasPrefix("//") else {
            let file = String(path.drop { $0 == "/" })
            throw RefoldError(
                .usage, "the URL has \"//\" after sqlite:, which says neither a host nor which folder", at: .named(origin),
                expected: "sqlite:PATH",
                remedy: file.isEmpty
                    ? nil : "write sqlite:\(file) for a file below the working directory, or sqlite:/\(file) for one below the root")
        }
        self = .sqlite(path: try HomePath.expanded(path, from: origin))
    }

    /// The URL without a password.
    var description: String {
        switch self {
        case .sqlite(let path): "sqlite:" + path
        case .postgres(let location): location.name
        }
    }

    /// Whether both are the same file, by any path. On PostgreSQL events and read models may share a database.
    func isSameFile(as other: DatabaseLocation) -> Bool {
        guard case .sqlite(let path) = self, case .sqlite(let otherPath) = other else { return false }
        return Self.real(path) == Self.real(otherPath)
    }

    private static func real(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path }

    /// The name of the folder with the saved state of interrupted rebuilds, unique per database.
    var nameForResuming: String {
        let identity =
            switch self {
            case .sqlite(let path): Self.real(path)
            case .postgres(let location): location.name
            }
        return "refold-resume-" + String(Array(identity.utf8).span.stableHash, radix: 16)
    }

    /// The default place of that folder: beside the SQLite file; for a server, which may be another machine, in the user's folder for
    /// program state.
    var usualForResuming: String {
        if case .sqlite(let path) = self { return path + "-resume" }
        let environment = ProcessInfo.processInfo.environment
        if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return "\(state)/refold/\(nameForResuming)" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return "\(folderForTemporaryFiles)/\(nameForResuming)" }
        return "\(home)/.local/state/refold/\(nameForResuming)"
    }

    /// The folder of unlinked files: `TMPDIR`; else the folder of the SQLite file, which has space for its contents; else `/var/tmp`, which
    /// unlike `/tmp` is seldom in memory.
    var folderForTemporaryFiles: String {
        let named = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
        if !named.isEmpty { return named }
        guard case .sqlite(let path) = self else { return "/var/tmp" }
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The default read models of a store. For `events.db` they are in `events.read-models.db` beside it, because SQLite has one writer per
    /// file and a rebuild must never delay an append; on PostgreSQL they are in the same database, in their own schema.
    var usualForReadModels: DatabaseLocation {
        guard case .sqlite(let path) = self else { return self }
        let folderEnd = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[folderEnd...]
        let stem = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : name[..<$0] } ?? name
        return .sqlite(path: path[..<folderEnd] + stem + ".read-models.db")
    }
}
