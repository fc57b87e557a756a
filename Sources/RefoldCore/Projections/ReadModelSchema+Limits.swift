import RefoldValues

extension ReadModelSchema {
    /// The most columns, key parts and computed ones among them: a row of so many, all of them wide, fits a page of PostgreSQL.
    public static let maximumColumns = 400
    /// The most parts of a key: what an index of PostgreSQL takes.
    public static let maximumKeyParts = 32

    /// What is said of more columns than ``maximumColumns``; nil for a number that fits.
    public static func refusal(ofColumns count: Int) -> (what: String, expected: String)? {
        guard count > maximumColumns else { return nil }
        return ("the projection has \(count) columns", "at most \(maximumColumns), key parts and computed ones among them, as a row of PostgreSQL takes")
    }

    /// What is said of more key parts than ``maximumKeyParts``; nil for a number that fits.
    public static func refusal(ofKeyParts count: Int) -> (what: String, expected: String)? {
        guard count > maximumKeyParts else { return nil }
        return ("the key has \(count) parts", "at most \(maximumKeyParts), as an index of PostgreSQL takes")
    }

    /// Makes sure that both databases can make the table, its indexes and its view: a definition's file was checked for it, code was not.
    ///
    /// - Throws: `.usage` with everything that is wrong.
    public func requireStorable() throws(RefoldError) {
        let names = allColumns.map(\.name)
        var refusals = [DefinitionName.refusal(ofProjection: name)] + names.map { DefinitionName.refusal(ofColumn: $0) }
        refusals.append(Self.refusal(ofColumns: names.count))
        refusals.append(Self.refusal(ofKeyParts: key.count))
        if key.isEmpty { refusals.append(("the key has no part", "at least one")) }
        var seen: Set<String> = []
        for name in names where !seen.insert(name).inserted { refusals.append(("two columns have the name \"\(name)\"", "one of each name")) }
        for index in indexes {
            refusals.append(Self.refusal(ofKeyParts: index.count).map { ("an index has \(index.count) columns", $0.expected) })
            if index.isEmpty { refusals.append(("an index has no column", "at least one")) }
            for name in index where !names.contains(name) { refusals.append(("an index names \"\(name)\", which is no column", "a column")) }
        }
        let faults = refusals.compactMap { refusal in
            refusal.map { Fault($0.what, at: .named("projection \"\(name)\""), expected: $0.expected, remedy: "change the projection's code") }
        }
        if !faults.isEmpty { throw RefoldError(.usage, faults) }
    }
}
