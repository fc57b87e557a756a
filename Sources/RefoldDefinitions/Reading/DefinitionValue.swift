import RefoldValues

/// A value of a definition file together with its path, and the reader that collects what is wrong with it.
public struct DefinitionValue {
    public let node: JSON5Node
    public let path: DefinitionPath
    public let reader: DefinitionReader

    public init(_ node: JSON5Node, at path: DefinitionPath, in reader: DefinitionReader) {
        self.node = node
        self.path = path
        self.reader = reader
    }

    /// The line, from 1, where it begins.
    public var line: Int { node.line }

    /// Notes a finding about this value.
    public func note(_ what: String, expected: String? = nil, remedy: String? = nil) {
        reader.note(what, line: line, path: path, expected: expected, remedy: remedy)
    }

    /// Notes that this is of another kind than `expected`, which begins with its article: `a list`.
    public func noteWrongKind(expected: String, remedy: String? = nil) {
        note("found \(node.kind)", expected: expected, remedy: remedy)
    }

    /// Notes that `word` is not one of `known`, with the nearest of them or, failing that, the list of them.
    ///
    /// - Parameter what: the kind of word, without article: `column`.
    public func noteUnknown(_ what: String, _ word: String, among known: [String]) {
        note("there is no \(what) \"\(word)\"", expected: Self.list(known), remedy: Suggestion.phrase(for: word, among: known))
    }

    public var isNull: Bool { node.value == .null }

    /// The string, or nil and a finding.
    ///
    /// - Parameter expected: what should stand here, with its article: `a column name`.
    public func string(_ expected: String = "a string") -> String? {
        guard case .string(let text) = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return text
    }

    /// The string where it is one of `known`, or nil and a finding.
    public func word(_ what: String, among known: [String]) -> String? {
        guard let text = string("one of " + Self.list(known)) else { return nil }
        guard known.contains(text) else {
            noteUnknown(what, text, among: known)
            return nil
        }
        return text
    }

    /// The number with its exact text, or nil and a finding.
    public func number(_ expected: String = "a number") -> JSON5Number? {
        guard case .number(let number) = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return number
    }

    /// The whole number where it lies within the range, or nil and a finding. `1.0` is not a whole number.
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

    /// The whole number where it is not below the range's start, or nil and a finding.
    public func integer(_ range: PartialRangeFrom<Int>) -> Int? { integer(range.lowerBound...Int.max) }

    /// The boolean, or nil and a finding.
    public func bool() -> Bool? {
        guard case .bool(let flag) = node.value else {
            noteWrongKind(expected: "true or false")
            return nil
        }
        return flag
    }

    /// The elements of the list, or nil and a finding.
    public func list(_ expected: String = "a list") -> [DefinitionValue]? {
        guard case .array = node.value else {
            noteWrongKind(expected: expected)
            return nil
        }
        return elements
    }

    /// The elements where this is a list, or nil without a finding.
    public var elements: [DefinitionValue]? {
        guard case .array(let nodes) = node.value else { return nil }
        return nodes.enumerated().map { DefinitionValue($0.element, at: path.element($0.offset), in: reader) }
    }

    /// The object with any keys, or nil and a finding.
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

    /// The object where this is one, or nil without a finding.
    public var members: DefinitionObject? {
        guard case .object(let members) = node.value else { return nil }
        return DefinitionObject(members, of: self)
    }

    /// Words for a finding: `"a", "b" or "c"`; of more than 40, the first 40 and how many there are.
    public static func list(_ words: [String]) -> String {
        let quoted = words.prefix(40).map { "\"\($0)\"" }
        if words.count > 40 { return quoted.joined(separator: ", ") + ", … (\(words.count) in all)" }
        guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "nothing" }
        return quoted.dropLast().joined(separator: ", ") + " or " + last
    }
}
