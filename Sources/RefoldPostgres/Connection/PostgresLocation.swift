// Unsafe here: asks libpq to parse a connection string.
import CLibPQ
import FoundationEssentials
import RefoldValues

/// A database on a PostgreSQL server, in any form that libpq accepts: a URI, keywords and values, or a service.
///
/// Holds the text as given, including the password; only ``name`` may be shown.
public struct PostgresLocation: Hashable, Sendable {
    /// The text as given. Must never be shown.
    let connectionString: String
    /// The database without user, password and options: `postgresql://db.example:5432/shop`.
    public let name: String

    /// - Parameters:
    ///   - connectionString: passed to libpq unchanged.
    ///   - origin: where it was specified, for messages: `--store`.
    /// - Throws: `.usage` if libpq cannot read it, or might read a part of the password as something else. The message does not contain the
    ///   text.
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

    /// Whether part of a URI's user and password may end up in host, port or database, which are shown. A second `@`, or one after the
    /// first slash, belongs to a password that was not escaped: the `@` should have been `%40`, or the slash before it `%2F`.
    private static func mayTearPassword(_ connectionString: String) -> Bool {
        // By bytes, as libpq does: Swift takes a sign and a following combining mark as one character.
        let bytes = connectionString.utf8
        guard let start = bytes.firstRange(of: "://".utf8)?.upperBound else { return false }
        let place = bytes[start...].prefix { $0 != UInt8(ascii: "?") }
        let authority = place.prefix { $0 != UInt8(ascii: "/") }
        return authority.count { $0 == UInt8(ascii: "@") } > 1 || place[authority.endIndex...].contains(UInt8(ascii: "@"))
    }

    /// The file of passwords that the text names; nil if it names none.
    var passwordFile: String? { Self.parts(of: connectionString)?["passfile"] }

    private static func name(of parts: [String: String]) -> String {
        if let service = parts["service"] { return "postgresql service \(service)" }
        let host = parts["host"] ?? parts["hostaddr"] ?? ""
        let database = parts["dbname"] ?? parts["user"] ?? ""
        // The folder of a socket contains slashes: it is written after the question mark, which libpq accepts too.
        if host.utf8.first == UInt8(ascii: "/") { return "postgresql:///\(database)?host=\(host)" + (parts["port"].map { "&port=\($0)" } ?? "") }
        return "postgresql://\(host)" + (parts["port"].map { ":\($0)" } ?? "") + "/\(database)"
    }

    /// The keywords that have a value, without passwords; nil if libpq cannot read the text.
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
