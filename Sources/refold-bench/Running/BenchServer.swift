import Foundation
import RefoldFiles
import RefoldValues

/// The PostgreSQL server of the measures, used through psql.
struct BenchServer {
    let folder: BenchFolder
    private let uri: String

    /// - Throws: `.usage` if no server was named.
    init(_ folder: BenchFolder) throws(RefoldError) {
        guard let uri = folder.options.server else { throw RefoldError(.usage, "no server is named", expected: "--server URI") }
        self.folder = folder
        self.uri = uri
    }

    /// A psql command that discards its results; each statement is a separate transaction.
    static func command(_ database: String, _ commands: [String]) -> [String] {
        ["/usr/bin/env", "psql", database, "--no-psqlrc", "--quiet", "--set", "ON_ERROR_STOP=1", "--output", "/dev/null"]
            + commands.flatMap { ["--command", $0] }
    }

    /// Runs commands.
    ///
    /// - Throws: `.failed` with psql's message.
    func psql(_ database: String, _ commands: String...) throws(RefoldError) { try folder.run(Self.command(database, commands)) }

    func write(_ text: String, to path: String) throws(RefoldError) { try AtomicFile.write(Array(text.utf8), to: path, sparing: .none) }

    /// A database that is filled at the first call, and kept for later runs.
    func database(named name: String, _ fill: (_ uri: String) throws(RefoldError) -> Void) throws(RefoldError) -> String {
        let (kept, part) = (try uri(of: name), name + "_part")
        if (try? psql(kept, "SELECT 1")) != nil { return kept }
        try fill(try emptyDatabase(named: part))
        try psql(uri, "ALTER DATABASE \(part) RENAME TO \(name)")
        return kept
    }

    func emptyDatabase(named name: String) throws(RefoldError) -> String {
        try psql(uri, "DROP DATABASE IF EXISTS \(name)", "CREATE DATABASE \(name) TEMPLATE template0 ENCODING 'UTF8'")
        return try uri(of: name)
    }

    /// The server's URI with another database.
    private func uri(of database: String) throws(RefoldError) -> String {
        guard var parts = URLComponents(string: uri) else {
            throw RefoldError(.usage, "the server's URI cannot be read", at: .named("--server"), expected: "postgresql://HOST/DATABASE")
        }
        parts.path = "/" + database
        // URLComponents drops the empty authority of a socket's URI.
        let text = parts.string ?? uri
        return text.contains("://") ? text : text.replacing("postgresql:", with: "postgresql://", maxReplacements: 1)
    }
}
