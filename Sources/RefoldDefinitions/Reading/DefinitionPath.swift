import RefoldJSON

/// Where in a definition file something stands, as a person would say it: `columns.amount.scale`, `on.Appeal[1].when["$.x"]`.
public struct DefinitionPath: Hashable, Sendable, CustomStringConvertible {
    public static let root = DefinitionPath(description: "")

    /// The path in words; empty for the whole file.
    public let description: String

    private init(description: String) { self.description = description }

    /// The path of a member of the object that stands here. A key that is no plain word is quoted.
    public func member(_ key: String) -> DefinitionPath {
        let plain = !key.isEmpty && key.unicodeScalars.allSatisfy {
            $0 == "_" || $0 == "-" || $0.properties.isAlphabetic || ("0"..."9").contains($0)
        }
        guard plain else { return DefinitionPath(description: "\(description)[\(JSONWriter.string(key))]") }
        return DefinitionPath(description: description.isEmpty ? key : description + "." + key)
    }

    /// The path of an element, from 0, of the list that stands here.
    public func element(_ index: Int) -> DefinitionPath { DefinitionPath(description: description + "[\(index)]") }
}
