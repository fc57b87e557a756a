import RefoldDefinitions
import RefoldJSON

/// A place in a definition file: a line, and the path of the value there.
public struct DefinitionLocation: Hashable, Sendable {
    /// From 1.
    public var line: Int
    /// The path in the file.
    public var path: DefinitionPath

    init(_ value: DefinitionValue) {
        line = value.line
        path = value.path
    }

    init(_ member: DefinitionObject.Member) {
        line = member.line
        path = member.value.path
    }
}

/// A name that a definition uses, and its place.
public struct LocatedName: Hashable, Sendable {
    /// The name as it is written.
    public var name: String
    /// Where the name stands.
    public var location: DefinitionLocation

    /// The name as a value, so that faults about it are noted at its place.
    func value(in reader: DefinitionReader) -> DefinitionValue {
        DefinitionValue(JSON5Node(.string(name), line: location.line), at: location.path, in: reader)
    }
}

/// An object of tests, or of columns, as it is in the file; it is resolved once the columns of the read model are known.
public struct FilterSource: Hashable, Sendable {
    var node: JSON5Node
    var path: DefinitionPath

    init(_ value: DefinitionValue) {
        node = value.node
        path = value.path
    }

    func value(in reader: DefinitionReader) -> DefinitionValue { DefinitionValue(node, at: path, in: reader) }
}
