import RefoldValues

extension ReadModelSchema {
    /// The maximum number of columns, including key parts and computed columns: a row with this many wide columns fits a PostgreSQL page.
    public static let maximumColumns = 400
    /// The maximum number of key parts: the limit of an index on PostgreSQL.
    public static let maximumKeyParts = 32

    /// The fault for more columns than ``maximumColumns``; nil if the number fits.
    public static func refusal(ofColumns count: Int) -> (what: String, expected: String)? {
        guard count > maximumColumns else { return nil }
        return ("the projection has \(count) columns", "at most \(maximumColumns), key parts and computed ones among them, as a row of PostgreSQL takes")
    }

    /// The fault for more key parts than ``maximumKeyParts``; nil if the number fits.
    public static func refusal(ofKeyParts count: Int) -> (what: String, expected: String)? {
        guard count > maximumKeyParts else { return nil }
        return ("the key has \(count) parts", "at most \(maximumKeyParts), as an index of PostgreSQL takes")
    }

    /// Checks that both databases can create the table, its indexes and its view. Definition files were checked before, Swift code was not.
    ///
    /// - Throws: `.usage` with every fault.
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
