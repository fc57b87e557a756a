import RefoldValues

/// A value of a definition file with its path, and the reader that collects faults.
public struct DefinitionValue {
    /// What the file has here.
    public let node: JSON5Node
    /// Where it stands in the file.
    public let path: DefinitionPath
    /// The reader that collects the faults of the file.
    public let reader: DefinitionReader

    public init(_ node: JSON5Node, at path: DefinitionPath, in reader: DefinitionReader) {
        self.node = node
        self.path = path
        self.reader = reader
    }

    /// The line, from 1, where it begins.
    public var line: Int { node.line }

    /// Notes a fault about this value.
    public func note(_ what: String, expected: String? = nil, remedy: String? = nil) {
        reader.note(what, line: line, path: path, expected: expected, remedy: remedy)
    }

    /// Notes that the value is of another kind than `expected`, which begins with an article: `a list`.
    public func noteWrongKind(expected: String, remedy: String? = nil) {
        note("found \(node.kind)", expected: expected, remedy: remedy)
    }

    /// Notes that `word` is not one of `known`, with the nearest of them or, if none is near, the list of them.
    ///
    /// - Parameter what: the kind of word, without an article: `column`.
    public func noteUnknown(_ what: String, _ word: String, among known: [String]) {
        note("there is no \(what) \"\(word)\"", expected: Self.list(known), remedy: Suggestion.phrase(for: word, among: known))
    }

    /// Whether it is `null`.
    public var isNull: Bool { node.value == .null }

    /// The string; notes a fault and returns nil if it is not one.
    ///
    /// - Parameter expected: what was expected, with an article: `a column name`.
    public func string(_ expected: String = "a string") -> String? {
        guard case .string(let text) = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return text
    }

    /// The string if it is one of `known`; notes a fault and returns nil if it is not.
    public func word(_ what: String, among known: [String]) -> String? {
        guard let text = string("one of " + Self.list(known)) else { return nil }
        guard known.contains(text) else {
            noteUnknown(what, text, among: known)
            return nil
        }
        return text
    }

    /// The number with its exact text; notes a fault and returns nil if it is not one.
    public func number(_ expected: String = "a number") -> JSON5Number? {
        guard case .number(let number) = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return number
    }

    /// The integer if it is in the range; notes a fault and returns nil if it is not. `1.0` is not an integer.
    public func integer(_ range: ClosedRange<Int> = Int.min...Int.max) -> Int? {
        let expected =
            switch (range.lowerBound, range.upperBound) {
            case (.min, .max): "a whole number"
            case (let low, .max): "a whole number from \(low)"
            case (let low, let high): "a whole number from \(low) to \(high)"
            }
        guard let number = number(expected) else { return nil }
        guard let integer = number.integer, range.contains(integer) else {
            note("found \(number.text)", expected: expected)
            return nil
        }
        return integer
    }

    /// The integer if it is not below the range's start; notes a fault and returns nil if it is not.
    public func integer(_ range: PartialRangeFrom<Int>) -> Int? { integer(range.lowerBound...Int.max) }

    /// The boolean; notes a fault and returns nil if it is not one.
    public func bool() -> Bool? {
        guard case .bool(let flag) = node.value else {
            noteWrongKind(expected: "true or false")
            return nil
        }
        return flag
    }

    /// The elements of the list; notes a fault and returns nil if it is not one.
    public func list(_ expected: String = "a list") -> [DefinitionValue]? {
        guard case .array = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return elements
    }

    /// The elements if this is a list; nil without a fault if it is not.
    public var elements: [DefinitionValue]? {
        guard case .array(let nodes) = node.value else { return nil }
        return nodes.enumerated().map { DefinitionValue($0.element, at: path.element($0.offset), in: reader) }
    }

    /// The object, with any keys; notes a fault and returns nil if it is not one.
    public func object(_ expected: String = "an object") -> DefinitionObject? {
        guard let object = members else {
            noteWrongKind(expected: expected)
            return nil
        }
        return object
    }

    /// The object with none but these keys, or nil and a finding. Other keys are found, and the object is given nevertheless.
    public func object(_ expected: String = "an object", keys: [String], otherWords: [String: String] = [:]) -> DefinitionObject? {
        let object = object(expected)
        object?.allowOnly(keys, otherWords: otherWords)
        return object
    }

    /// The object if this is one; nil without a fault if it is not.
    public var members: DefinitionObject? {
        guard case .object(let members) = node.value else { return nil }
        return DefinitionObject(members, of: self)
    }

    /// Words for a message: `"a", "b" or "c"`; if there are more than 40, the first 40 and their number.
    public static func list(_ words: [String], quote: String = "\"") -> String {
        let quoted = words.prefix(40).map { quote + $0 + quote }
        if words.count > 40 { return quoted.joined(separator: ", ") + ", … (\(words.count) in all)" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
