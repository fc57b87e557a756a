import RefoldJSON
import RefoldValues

/// The way to a value in an event's data or metadata: `$.a.b`, `$["odd name"]`, `@metadata.x`.
public struct PayloadPath: Hashable, Sendable {
    public enum Root: String, Hashable, Sendable {
        case data = "$"
        case metadata = "@metadata"
    }

    public var root: Root
    /// At least one; each names a member of an object.
    public var names: [String]

    public init(root: Root, names: [String]) {
        self.root = root
        self.names = names
    }

    /// Why a text is not a path.
    struct Malformed: Error {
        var what: String
        var expected: String
    }

    /// Reads what follows the root: `.a.b["odd name"]`.
    init(root: Root, rest: Substring) throws(Malformed) {
        var names: [String] = []
        var rest = rest.unicodeScalars[...]
        while let first = rest.first {
            rest.removeFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { throw Malformed(what: "a name is missing in the path", expected: "a name after every dot") }
                names.append(String(name))
                rest = rest.dropFirst(name.count)
            } else if first == "[" {
                names.append(try Self.quoted(&rest))
            } else {
                throw Malformed(what: "the path cannot be read", expected: "\"$.name\" or \"$['odd name']\"")
            }
        }
        guard !names.isEmpty else { throw Malformed(what: "the path names nothing", expected: "\"\(root.rawValue).name\"") }
        self.init(root: root, names: names)
    }

    private static func quoted(_ rest: inout Substring.UnicodeScalarView) throws(Malformed) -> String {
        let odd = Malformed(what: "the brackets in the path cannot be read", expected: "a name in quotes: $['odd name']")
        guard let quote = rest.first, quote == "\"" || quote == "'" else { throw odd }
        rest.removeFirst()
        var name = String.UnicodeScalarView()
        while let scalar = rest.first, scalar != quote {
            rest.removeFirst()
            guard scalar == "\\" else {
                name.append(scalar)
                continue
            }
            guard let escaped = rest.first, escaped == quote || escaped == "\\" else { throw odd }
            rest.removeFirst()
            name.append(escaped)
        }
        guard rest.first == quote, rest.dropFirst().first == "]" else { throw odd }
        rest.removeFirst(2)
        return String(name)
    }
}

extension PayloadPath {
    /// Names are the same where their bytes are, as in the payload.
    public static func == (a: PayloadPath, b: PayloadPath) -> Bool { a.root == b.root && a.names.isExactly(b.names) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(root)
        for name in names { hasher.combine(ExactText(name)) }
    }
}

extension PayloadPath: CustomStringConvertible {
    /// The path as a definition writes it.
    public var description: String {
        names.reduce(into: root.rawValue) { text, name in
            let plain = !name.isEmpty && !name.unicodeScalars.contains { ".[\"' \\".unicodeScalars.contains($0) }
            text += plain ? "." + name : "[" + JSONWriter.string(name) + "]"
        }
    }
}
