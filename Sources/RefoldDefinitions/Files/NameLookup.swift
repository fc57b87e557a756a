import RefoldValues

/// Finds what a person names: by the full name (`fines/by-month`), or by its last part if that is unique.
public struct NameLookup: Sendable {
    /// The kind of thing named, without an article: `report`.
    public let what: String
    /// In the order in which faults list them.
    public let names: [String]

    public init(_ what: String, names: [String]) {
        self.what = what
        self.names = names
    }

    /// The full name of the thing named.
    ///
    /// - Throws: status 2 if the name is unknown, with the nearest one, or if it is ambiguous, with all matches.
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
