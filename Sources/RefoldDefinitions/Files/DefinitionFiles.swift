import RefoldFiles
import RefoldValues

/// The files that definitions name, all below the folder of definitions.
public struct DefinitionFiles: Sendable {
    /// The folder of definitions.
    public let folder: String

    public init(below folder: String) { self.folder = folder }

    /// The path of a file as faults show it.
    public func path(of name: String) -> String { folder.hasSuffix("/") ? folder + name : folder + "/" + name }

    /// Whether a name leads to nothing outside the folder, as far as it can be told without a look at the links there.
    public static func isInside(_ name: String) -> Bool {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        return !parts.contains { $0.isEmpty || $0 == "." || $0 == ".." }
    }

    /// The bytes of a file.
    ///
    /// - Parameters:
    ///   - name: its path below the folder, for which ``isInside(_:)`` holds.
    ///   - expected: what it should be, for messages.
    /// - Throws: status 2 if it is missing, cannot be read, is not a file, is a link that leads out of the folder, or is larger than
    ///   ``DefinitionFolder/largestFile``.
    public func read(_ name: String, expected: String) throws(RefoldError) -> [UInt8] {
        let path = path(of: name)
        if let fault = DefinitionFolder.fault(ofLink: path, in: folder) { throw RefoldError(.usage, [fault]) }
        return try WholeFile.read(path, at: .definition(file: path, line: nil, path: ""), largest: DefinitionFolder.largestFile, expected: expected)
    }
}
