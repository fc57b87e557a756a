/// The rule for names of projections and columns: `[a-z][a-z0-9_]{0,47}`, except names that a database reserves for itself. SQL keywords
/// are allowed.
public enum DefinitionName {
    /// The rule in words.
    public static let rule = "a name of small letters, digits and _ that begins with a letter, at most 48 long"

    /// Whether a text may be the name of a projection or of a column.
    public static func isValid(_ name: String) -> Bool {
        let letters = name.unicodeScalars
        guard let first = letters.first, ("a"..."z").contains(first), letters.count <= 48 else { return false }
        return letters.allSatisfy { ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_" }
    }

    /// The system columns of every PostgreSQL table.
    private static let systemColumns = ["cmax", "cmin", "ctid", "tableoid", "xmax", "xmin"]

    /// Why a name cannot be that of a projection, and what is expected; nil if it can.
    public static func refusal(ofProjection name: String) -> (what: String, expected: String)? {
        let what = "\"\(name)\" cannot be the name of a projection"
        if !isValid(name) { return (what, rule) }
        if name.hasPrefix("sqlite_") { return (what + ", because SQLite keeps it for itself", "a name that does not begin with sqlite_") }
        guard CatalogTable.names.contains(name) || name.hasPrefix(CatalogTable.readable) else { return nil }
        return (what + ", because a table of the catalog has it", "a name other than \(CatalogTable.names.joined(separator: ", "))")
    }

    /// Why a name cannot be that of a column or a key part, and what is expected; nil if it can.
    ///
    /// - Parameter role: what it names, with an article.
    public static func refusal(ofColumn name: String, as role: String = "a column") -> (what: String, expected: String)? {
        let what = "\"\(name)\" cannot be the name of \(role)"
        if !isValid(name) { return (what, rule) }
        guard systemColumns.contains(name) else { return nil }
        return (what + ", because every table of PostgreSQL has one of that name", "a name other than \(systemColumns.joined(separator: ", "))")
    }
}
