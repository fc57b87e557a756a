// Unsafe here: asks libpq to take a connection string apart.
import CLibPQ
import Foundation
import RefoldValues

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
    /// - Throws: `.usage` if libpq cannot read it, or may read a part of the password as something else. The text itself stays out of
    ///   the message.
    public init(_ connectionString: String, from origin: String) throws(RefoldError) {
        guard !connectionString.utf8.contains(0), !Self.mayTearPassword(connectionString), let parts = Self.parts(of: connectionString),
            parts["port"]?.utf8.allSatisfy({ (48...57).contains($0) || $0 == UInt8(ascii: ",") }) ?? true
        else {
            throw RefoldError(
                .usage, "this is no URI of a PostgreSQL database", at: .named(origin), expected: "postgresql://USER@HOST:PORT/DATABASE",
                remedy: "write letters with a meaning of their own in user and password as %XX")
        }
        self.connectionString = connectionString
        name = Self.name(of: parts)
    }

    /// Whether a URI's user and password may end in host, port or database, which are shown: a second `@`, or one behind the first slash,
    /// is a letter of the password that should have been written as `%40`, or follows a slash that should have been.
    private static func mayTearPassword(_ connectionString: String) -> Bool {
        // By bytes, as libpq reads it: to Swift a sign with a combining mark behind it is another letter.
        let bytes = connectionString.utf8
        guard let start = bytes.firstRange(of: "://".utf8)?.upperBound else { return false }
        let place = bytes[start...].prefix { $0 != UInt8(ascii: "?") }
        let authority = place.prefix { $0 != UInt8(ascii: "/") }
        return authority.count { $0 == UInt8(ascii: "@") } > 1 || place[authority.endIndex...].contains(UInt8(ascii: "@"))
    }

    private static func name(of parts: [String: String]) -> String {
        if let service = parts["service"] { return "postgresql service \(service)" }
        let host = parts["host"] ?? parts["hostaddr"] ?? ""
        let database = parts["dbname"] ?? parts["user"] ?? ""
        // A socket's folder has slashes: it stands where libpq takes it too, behind the question mark.
        if host.utf8.first == UInt8(ascii: "/") { return "postgresql:///\(database)?host=\(host)" + (parts["port"].map { "&port=\($0)" } ?? "") }
        return "postgresql://\(host)" + (parts["port"].map { ":\($0)" } ?? "") + "/\(database)"
    }

    /// The key words with a value, passwords left out; nil if libpq cannot read the text.
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
