import RefoldJSON
import RefoldValues

/// The way to a value in an event's data or metadata, or in an item of a list: `$.a.b`, `$["odd name"]`, `$.lines[0].sku`, `@metadata.x`,
/// `@item.sku`; `$` is the whole data, and `@item` the whole item.
public struct PayloadPath: Hashable, Sendable {
    /// The part of an event in which a path begins.
    public enum Root: String, Hashable, Sendable {
        case data = "$"
        case metadata = "@metadata"
        /// The item of the list that an entry goes through.
        case item = "@item"
    }

    /// Where the path begins.
    public var root: Root
    /// A step into a list, or one after that.
    public enum Step: Hashable, Sendable {
        /// From 0; from the end below 0.
        case element(Int)
        case member(ExactText)
    }

    /// Each names a member of an object; none for the whole.
    public var names: [String]
    /// The way on from there, which begins with an element of a list; mostly empty.
    public var steps: [Step]

    public init(root: Root, names: [String], steps: [Step] = []) {
        self.root = root
        self.names = names
        self.steps = steps
    }

    /// The name of what it leads to; nil for the whole and for an element of a list.
    var lastName: String? {
        guard let last = steps.last else { return names.last }
        if case .member(let name) = last { return name.text } else { return nil }
    }

    /// The path up to the first list.
    var beforeLists: PayloadPath { PayloadPath(root: root, names: names) }

    /// Why a text is not a path.
    struct Malformed: Error {
        var what: String
        var expected: String
    }

    /// Reads the part after the root: `.a.b["odd name"]`.
    init(root: Root, rest: Substring) throws(Malformed) {
        self.init(root: root, names: [])
        var rest = rest.unicodeScalars[...]
        while let first = rest.first {
            rest.removeFirst()
            if first == "." {
                let name = rest.prefix { $0 != "." && $0 != "[" }
                guard !name.isEmpty else { throw Malformed(what: "a name is missing in the path", expected: "a name after every dot") }
                guard !name.allSatisfy(Self.isOfNumber) else {
                    throw Malformed(
                        what: "a number stands as a name in the path",
                        expected: "\"\(self)[\(String(name))]\" for an element of a list, or \"\(self)['\(String(name))']\" for a member of that name")
                }
                append(String(name))
                rest = rest.dropFirst(name.count)
            } else if first == "[", let next = rest.first, Self.isOfNumber(next) {
                steps.append(.element(try element(&rest)))
            } else if first == "[" {
                append(try Self.quoted(&rest))
            } else {
                throw Malformed(what: "the path cannot be read", expected: "\"$.name\" or \"$['odd name']\"")
            }
        }
    }

    private mutating func append(_ name: String) {
        if steps.isEmpty { names.append(name) } else { steps.append(.member(ExactText(name))) }
    }

    private static func isOfNumber(_ scalar: Unicode.Scalar) -> Bool { scalar == "-" || ("0"..."9").contains(scalar) }

    /// The number in brackets.
    private func element(_ rest: inout Substring.UnicodeScalarView) throws(Malformed) -> Int {
        guard !names.isEmpty || root == .item else {
            throw Malformed(what: "the path takes an element of the whole", expected: "a list inside it: \"\(root.rawValue).name[0]\"")
        }
        let digits = rest.prefix { $0 != "]" }
        guard let number = Int(String(digits)), String(number) == String(digits), rest.dropFirst(digits.count).first == "]" else {
            throw Malformed(what: "the brackets in the path cannot be read", expected: "a whole number, from 0, or from the end as [-1]")
        }
        rest = rest.dropFirst(digits.count + 1)
        return number
    }

    private static func quoted(_ rest: inout Substring.UnicodeScalarView) throws(Malformed) -> String {
        let odd = Malformed(what: "the brackets in the path cannot be read", expected: "a name in quotes or a number: $['odd name'], $.lines[0]")
        if rest.first == "*" || rest.first == "]" {
            throw Malformed(what: "the path goes to every element of a list", expected: "one element, such as [0], or an entry {each: \"$.lines\", set: {…}}")
        }
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
    /// Names are the same if their bytes are, as in the payload.
    public static func == (a: PayloadPath, b: PayloadPath) -> Bool {
        a.root == b.root && a.names.isExactly(b.names) && a.steps == b.steps
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(root)
        for name in names { hasher.combine(ExactText(name)) }
        hasher.combine(steps)
    }
}

extension PayloadPath: CustomStringConvertible {
    /// The path as a definition writes it.
    public var description: String {
        var text = root.rawValue
        for name in names { text += Self.written(name) }
        for step in steps {
            switch step {
            case .element(let number): text += "[\(number)]"
            case .member(let name): text += Self.written(name.text)
            }
        }
        return text
    }

    private static func written(_ name: String) -> String {
        let isPlain =
            !name.isEmpty && !name.unicodeScalars.contains { ".[\"' \\".unicodeScalars.contains($0) }
            && !name.unicodeScalars.allSatisfy(isOfNumber)
        return isPlain ? "." + name : "[" + JSONWriter.string(name) + "]"
    }
}
