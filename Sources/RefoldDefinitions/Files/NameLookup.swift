import RefoldValues

/// Finds what a person names: by the whole name (`fines/by-month`), or by its last part where only one ends so.
public struct NameLookup: Sendable {
    /// What is named, without article: `report`.
    public let what: String
    /// In the order in which findings list them.
    public let names: [String]

    public init(_ what: String, names: [String]) {
        self.what = what
        self.names = names
    }

    /// The whole name of what is meant.
    ///
    /// - Throws: status 2 if the name is unknown, with the nearest, or where several end so, with all of them.
    public func resolve(_ name: String) throws(RefoldError) -> String {
        if names.contains(name) { return name }
        let ending = "/" + name
        let candidates = names.filter { $0.hasSuffix(ending) }
        if let only = candidates.first, candidates.count == 1 { return only }
        if candidates.count > 1 {
            throw RefoldError(
                .usage, "several \(what)s are called \"\(name)\"", expected: DefinitionValue.list(candidates),
                remedy: "give the whole name")
        }
        let parts = names.flatMap { name in [name] + name.split(separator: "/").suffix(1).map(String.init) }
        throw RefoldError(
            .usage, "there is no \(what) \"\(name)\"", expected: names.isEmpty ? nil : DefinitionValue.list(names),
            remedy: Suggestion.phrase(for: name, among: parts))
    }
}
