import RefoldJSON
import RefoldValues

/// An object of a definition file, with access by key and in the order of the file.
public struct DefinitionObject {
    /// A key with its line, and its value.
    public struct Member {
        /// The key as it is written.
        public let key: String
        /// The line, from 1, of the key.
        public let line: Int
        /// The value of the key.
        public let value: DefinitionValue

        /// Notes a fault about the key.
        public func note(_ what: String, expected: String? = nil, remedy: String? = nil) {
            value.reader.note(what, line: line, path: value.path, expected: expected, remedy: remedy)
        }

        /// Notes that the key is not one of `known`. See ``DefinitionValue/noteUnknown(_:_:among:)``.
        ///
        /// - Parameter otherWords: what to do instead, by the word that other languages have.
        public func noteUnknown(_ what: String, among known: [String], otherWords: [String: String] = [:]) {
            note(
                "there is no \(what) \"\(key)\"", expected: DefinitionValue.list(known),
                remedy: otherWords[OtherWords.plain(key)] ?? Suggestion.phrase(for: key, among: known))
        }
    }

    /// The object as a value: its line, path and reader.
    public let value: DefinitionValue
    /// In the order of the file.
    public let members: [Member]

    init(_ members: [JSON5Member], of value: DefinitionValue) {
        self.value = value
        self.members = members.map {
            Member(key: $0.key, line: $0.line, value: DefinitionValue($0.value, at: value.path.member($0.key), in: value.reader))
        }
    }

    /// The line, from 1, where the object begins.
    public var line: Int { value.line }
    /// The path of the object in its file.
    public var path: DefinitionPath { value.path }
    /// The keys, in the order of the file.
    public var keys: [String] { members.map(\.key) }

    /// Notes a fault about the object.
    public func note(_ what: String, expected: String? = nil, remedy: String? = nil) {
        value.note(what, expected: expected, remedy: remedy)
    }

    /// Notes every key that is not among these, with the nearest of them.
    ///
    /// - Parameter otherWords: what to do instead, by the word that other languages have.
    public func allowOnly(_ keys: [String], otherWords: [String: String] = [:]) {
        for member in members where !keys.contains(member.key) { member.noteUnknown("key", among: keys, otherWords: otherWords) }
    }

    /// The value of a key; nil if it is missing.
    public func optional(_ key: String) -> DefinitionValue? { members.first { $0.key == key }?.value }

    /// The value of a key; notes a fault and returns nil if it is missing.
    public func required(_ key: String) -> DefinitionValue? {
        if let value = optional(key) { return value }
        note("the key \"\(key)\" is missing", remedy: "add it")
        return nil
    }

    /// Whether the object has a key.
    public func contains(_ key: String) -> Bool { members.contains { $0.key == key } }
}
