import Foundation
import RefoldCore

/// A database by its URL. This version works on SQLite files.
struct DatabaseLocation: Hashable, Sendable, CustomStringConvertible {
    /// The path of the SQLite file.
    let path: String

    init(sqlitePath: String) { path = sqlitePath }

    /// Reads `sqlite:PATH`.
    ///
    /// - Parameter origin: who said it, for messages: `--store`.
    /// - Throws: status 2 for anything else. The URL itself stays out of the message where it may hold a password.
    init(_ url: String, from origin: String) throws(RefoldError) {
        if url.hasPrefix("postgresql:") || url.hasPrefix("postgres:") {
            throw RefoldError(
                .usage, "this version works on SQLite; PostgreSQL comes next", at: .named(origin), expected: "sqlite:PATH")
        }
        guard url.hasPrefix("sqlite:") else {
            let isBarePath = !url.contains(":") && !url.contains("@")
            throw RefoldError(
                .usage, isBarePath ? "\"\(url)\" is no URL of a database" : "this is no URL of a database that refold knows",
                at: .named(origin), expected: "sqlite:PATH", remedy: isBarePath ? "write sqlite:\(url)" : nil)
        }
        let path = String(url.dropFirst("sqlite:".count))
        guard !path.isEmpty, !path.contains("\0") else {
            throw RefoldError(.usage, "the URL has no path", at: .named(origin), expected: "sqlite:PATH")
        }
        self.path = path
    }

    var description: String { "sqlite:" + path }

    /// Whether both name one file, by whatever path.
    func isSameFile(as other: DatabaseLocation) -> Bool {
        func real(_ path: String) -> String { URL(fileURLWithPath: path).standardizedFileURL.resolvingSymlinksInPath().path }
        return real(path) == real(other.path)
    }

    /// The folder that the file lies in.
    var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Where files without a name go: `TMPDIR`, else beside the database, where there is room for what it holds.
    var folderForTemporaryFiles: String {
        let named = ProcessInfo.processInfo.environment["TMPDIR"] ?? ""
        return named.isEmpty ? folder : named
    }

    /// `events.read-models.db` beside `events.db`: a rebuild must never hold up an append, and SQLite has one writer a file.
    var besideForReadModels: DatabaseLocation {
        let folderEnd = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
        let name = path[folderEnd...]
        let stem = name.lastIndex(of: ".").flatMap { $0 == name.startIndex ? nil : name[..<$0] } ?? name
        return DatabaseLocation(sqlitePath: path[..<folderEnd] + stem + ".read-models.db")
    }
}
