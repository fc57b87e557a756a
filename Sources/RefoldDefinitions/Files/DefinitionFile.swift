/// A definition file that was found in a folder.
public struct DefinitionFile: Hashable, Sendable {
    /// What a definition file declares, by the ending of its name.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case projection, report
    }

    /// What it declares.
    public let kind: Kind
    /// Its path below the folder, without the extension: `fines/by-month`.
    public let name: String
    /// The folder as it was given, followed by the path below it; faults show this.
    public let path: String

    /// - Parameter below: the path below the folder, parts separated by `/`.
    /// - Returns: nil if the extension is not that of a definition.
    public init?(folder: String, below: String) {
        for kind in Kind.allCases {
            for ending in [".\(kind.rawValue).json5", ".\(kind.rawValue).json"] where below.hasSuffix(ending) {
                let name = String(below.dropLast(ending.count))
                guard !name.isEmpty, !name.hasSuffix("/") else { return nil }
                self.kind = kind
                self.name = name
                path = folder.hasSuffix("/") ? folder + below : folder + "/" + below
                return
            }
        }
        return nil
    }
}
