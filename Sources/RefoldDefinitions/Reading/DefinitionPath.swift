import RefoldJSON

/// The path of a value in a definition file, as people write it: `columns.amount.scale`, `on.Appeal[1].when["$.x"]`.
public struct DefinitionPath: Hashable, Sendable, CustomStringConvertible {
    /// The path of a file's root.
    public static let root = DefinitionPath(description: "")

    /// The path as text; empty for the whole file.
    public let description: String

    private init(description: String) { self.description = description }

    /// The path of a member of this object. A key that is not a plain word is quoted.
    public func member(_ key: String) -> DefinitionPath {
        let plain = !key.isEmpty && key.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }
        guard plain else { return DefinitionPath(description: "\(description)[\(JSONWriter.string(key))]") }
        return DefinitionPath(description: description.isEmpty ? key : description + "." + key)
    }

    /// The path of an element of this list, from 0.
    public func element(_ index: Int) -> DefinitionPath { DefinitionPath(description: description + "[\(index)]") }
}
