// Unsafe here: asks libpq to take a connection string apart.
import CLibPQ
import RefoldCore

/// A database on a PostgreSQL server, by whatever libpq takes: a URI, key words and values, or a service.
///
/// Holds the text as it came, password included; ``name`` is what may be shown.
public struct PostgresLocation: Hashable, Sendable {
    /// As it came. Never to be shown.
    let connectionString: String
    /// Where it leads, without user, password and options: `postgresql://db.example:5432/shop`.
    public let name: String

    /// - Parameters:
    ///   - connectionString: handed to libpq as it is.
    ///   - origin: who said it, for messages: `--store`.
    /// - Throws: `.usage` where libpq cannot read it. The text itself stays out of the message.
    public init(_ connectionString: String, from origin: String) throws(RefoldError) {
        guard !connectionString.utf8.contains(0), let parts = Self.parts(of: connectionString) else {
            throw RefoldError(
                .usage, "this is no URI of a PostgreSQL database", at: .named(origin), expected: "postgresql://USER@HOST:PORT/DATABASE",
                remedy: "write letters with a meaning of their own in user and password as %XX")
        }
        self.connectionString = connectionString
        name = Self.name(of: parts)
    }

    /// Whether both texts lead to the same database, as far as the texts tell.
    public func isSameDatabase(as other: PostgresLocation) -> Bool { name == other.name }

    private static func name(of parts: [String: String]) -> String {
        if let service = parts["service"] { return "postgresql service \(service)" }
        let host = parts["host"] ?? parts["hostaddr"] ?? ""
        let database = parts["dbname"] ?? parts["user"] ?? ""
        // A socket's folder has slashes: it stands where libpq takes it too, behind the question mark.
        if host.hasPrefix("/") { return "postgresql:///\(database)?host=\(host)" + (parts["port"].map { "&port=\($0)" } ?? "") }
        return "postgresql://\(host)" + (parts["port"].map { ":\($0)" } ?? "") + "/\(database)"
    }

    /// The key words with a value, passwords left out; nil where libpq cannot read the text.
    private static func parts(of connectionString: String) -> [String: String]? {
        guard let options = unsafe PQconninfoParse(connectionString, nil) else { return nil }
        defer { unsafe PQconninfoFree(options) }
        var parts: [String: String] = [:]
        var option = unsafe options
        while let keyword = unsafe option.pointee.keyword {
            defer { unsafe option += 1 }
            let name = unsafe String(cString: keyword)
            guard let value = unsafe option.pointee.val else { continue }
            if name.contains("password") {
                unsafe refold_wipe(value)
            } else {
                parts[name] = unsafe String(cString: value)
            }
        }
        return parts
    }
}
