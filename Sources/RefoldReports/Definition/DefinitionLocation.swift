import RefoldDefinitions
import RefoldJSON

/// A place in a definition file: a line, and the path of what stands there.
public struct DefinitionLocation: Hashable, Sendable {
    /// From 1.
    public var line: Int
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

/// A name that a definition uses, and where it does.
public struct LocatedName: Hashable, Sendable {
    public var name: String
    public var location: DefinitionLocation

    /// The name as a value, so that what is found about it is noted where it stands.
    func value(in reader: DefinitionReader) -> DefinitionValue {
        DefinitionValue(JSON5Node(.string(name), line: location.line), at: location.path, in: reader)
    }
}

/// An object of tests as it stands in the file; what it means is known once the columns are.
public struct FilterSource: Hashable, Sendable {
    var node: JSON5Node
    var path: DefinitionPath

    init(_ value: DefinitionValue) {
        node = value.node
        path = value.path
    }

    func value(in reader: DefinitionReader) -> DefinitionValue { DefinitionValue(node, at: path, in: reader) }
}
