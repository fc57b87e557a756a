import RefoldValues

/// Reads JSON5 (https://spec.json5.org), and therefore JSON, into nodes with their place in the file.
///
/// For definitions written by people: members keep their order; a repeated key is a fault, and so is `Infinity` or `NaN`. Not for events,
/// which are read faster and more strictly elsewhere.
public enum JSON5 {
    /// How deep objects and lists may be nested.
    public static let deepest = 100

    /// The contents of a file.
    public struct Document: Sendable {
        /// The value, or nil if the text is not JSON5.
        public var root: JSON5Node?
        /// Everything that is wrong with it, in the order of the file. Of a repeated key the first value is kept.
        public var faults: [Fault]
    }

    /// Reads a whole file. A byte order mark at its start is skipped.
    ///
    /// - Parameter file: the file's name as faults show it.
    /// - Complexity: linear in the length of the file.
    public static func read(_ bytes: some Sequence<UInt8>, file: String) -> Document {
        let bytes = Array(bytes)
        guard let text = String(validating: bytes, as: UTF8.self) else {
            return Document(root: nil, faults: [notUTF8(bytes, file: file)])
        }
        var parser = JSON5Parser(text: text, file: file)
        do throws(Fault) {
            let root = try parser.document()
            return Document(root: root, faults: parser.faults)
        } catch {
            return Document(root: nil, faults: parser.faults + [error])
        }
    }

    private static func notUTF8(_ bytes: [UInt8], file: String) -> Fault {
        var line = 1
        for part in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            if String(validating: part, as: UTF8.self) == nil { break }
            line += 1
        }
        return Fault(
            "the file is not UTF-8", at: .definition(file: file, line: line, path: ""), remedy: "save it as UTF-8")
    }
}
