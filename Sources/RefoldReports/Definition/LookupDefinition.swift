import RefoldDefinitions

/// A column of a report that another read model has: of the row whose key the columns of this row give.
public struct LookupDefinition: Hashable, Sendable {
    /// The name of the column.
    public var name: String
    /// Where it stands.
    public var location: DefinitionLocation
    /// The projection of the other read model; nil if it could not be read.
    public var source: LocatedName?
    /// Columns of the report's own read model, in the order of the other one's key; nil if they could not be read.
    public var key: [LocatedName]?
    /// The column of the other read model; nil if it could not be read.
    public var column: LocatedName?
}

extension ReportParser {
    private static let form = "an object such as {from: \"countries\", key: \"country\", column: \"name\"}"

    func lookups(_ value: DefinitionValue?) -> [LookupDefinition] {
        guard let members = value?.object("an object of columns such as {country_name: {from: \"countries\", key: \"country\", column: \"name\"}}") else { return [] }
        return members.members.map { member in
            checkName(member.key) { member.note($0, expected: $1) }
            var lookup = LookupDefinition(name: member.key, location: DefinitionLocation(member))
            guard let object = member.value.object(Self.form, keys: ["from", "key", "column"]) else { return lookup }
            lookup.source = object.required("from").flatMap { named($0, "the name of a projection") }
            lookup.key = object.required("key").flatMap(key)
            lookup.column = object.required("column").flatMap { named($0, "the name of a column of the other read model") }
            return lookup
        }
    }

    /// One column, or a list of them.
    private func key(_ value: DefinitionValue) -> [LocatedName]? {
        let expected = "the name of a column, or a list of them"
        guard let elements = value.elements else { return named(value, expected).map { [$0] } }
        guard !elements.isEmpty else {
            value.note("found an empty list", expected: expected)
            return nil
        }
        let names = elements.compactMap { named($0, "the name of a column") }
        return names.count == elements.count ? names : nil
    }
}
