import RefoldJSON

/// A simple JSON reader with which the fast one is compared: it builds a tree, byte by byte, without optimizations.
struct JSONSlowReference {
    struct Refusal: Error {}

    struct Value {
        var kind: JSONKind
        /// The place of the value, of a string without its quotes.
        var range: Range<Int>
        /// The unescaped content of a string.
        var content: [UInt8] = []
        var members: [(key: [UInt8], value: Value)] = []
        var elements: [Value] = []

        /// Whether an object in it has a key twice.
        var hasRepeatedKey: Bool {
            Set(members.map(\.key)).count < members.count || members.contains { $0.value.hasRepeatedKey }
                || elements.contains(where: \.hasRepeatedKey)
        }

        /// Whether an object on one of the paths has a key of the path twice.
        func hasRepeatedKey(on paths: [[[UInt8]]]) -> Bool {
            Set(paths.compactMap(\.first)).contains { key in
                let found = members.filter { $0.key == key }
                let rest = paths.filter { $0.first == key }.map { Array($0.dropFirst()) }
                return found.count > 1 || found.contains { $0.value.hasRepeatedKey(on: rest) }
            }
        }

        func value(at path: [[UInt8]]) -> Value? {
            guard let key = path.first else { return self }
            if kind == .array { return Value(kind: .underList, range: 0..<0) }
            return members.first { $0.key == key }?.value.value(at: Array(path.dropFirst()))
        }
    }

    private var bytes: [UInt8]
    private var index = 0

    /// The value of a whole text; nil if the text is refused.
    static func read(_ bytes: [UInt8]) -> Value? {
        var reader = JSONSlowReference(bytes: bytes)
        do {
            let value = try reader.value(depth: 0)
            reader.skipSpace()
            return reader.index == bytes.count ? value : nil
        } catch {
            return nil
        }
    }

    private var next: Character? { index < bytes.count ? Character(Unicode.Scalar(bytes[index])) : nil }

    private mutating func take(_ character: Character) throws {
        guard next == character else { throw Refusal() }
        index += 1
    }

    private mutating func skipSpace() {
        while index < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[index]) { index += 1 }
    }

    private mutating func value(depth: Int) throws -> Value {
        skipSpace()
        let start = index
        switch next {
        case "{", "[": return try container(depth: depth + 1)
        case "\"": return try string()
        case "t": return try word("true", .true)
        case "f": return try word("false", .false)
        case "n": return try word("null", .null)
        default:
            while let character = next, "+-.0123456789eE".contains(character) { index += 1 }
            let text = String(decoding: bytes[start..<index], as: UTF8.self)
            guard text.wholeMatch(of: #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+\-]?[0-9]+)?/#) != nil else { throw Refusal() }
            return Value(kind: text.contains { ".eE".contains($0) } ? .number : .integer, range: start..<index)
        }
    }

    private mutating func word(_ word: String, _ kind: JSONKind) throws -> Value {
        let start = index
        for character in word { try take(character) }
        return Value(kind: kind, range: start..<index)
    }

    private mutating func container(depth: Int) throws -> Value {
        guard depth <= 128 else { throw Refusal() }
        let isObject = next == "{"
        var result = Value(kind: isObject ? .object : .array, range: index..<index)
        index += 1
        skipSpace()
        while next != (isObject ? "}" : "]") || !(result.members.isEmpty && result.elements.isEmpty) {
            if isObject {
                skipSpace()
                let key = try string().content
                skipSpace()
                try take(":")
                result.members.append((key, try value(depth: depth)))
            } else {
                result.elements.append(try value(depth: depth))
            }
            skipSpace()
            if next != "," { break }
            index += 1
        }
        try take(isObject ? "}" : "]")
        result.range = result.range.lowerBound..<index
        return result
    }

    private mutating func string() throws -> Value {
        try take("\"")
        let start = index
        var kind = JSONKind.string
        var units: [UInt16] = []
        var run: [UInt8] = []
        while next != "\"" {
            guard index < bytes.count, bytes[index] >= 0x20 else { throw Refusal() }
            if next == "\\" {
                units += try Self.units(of: run)
                run = []
                kind = .escapedString
                index += 1
                units.append(try escape())
            } else {
                run.append(bytes[index])
                index += 1
            }
        }
        units += try Self.units(of: run)
        guard !units.contains(0), let text = String(validating: units, as: UTF16.self) else { throw Refusal() }
        index += 1
        return Value(kind: kind, range: start..<(index - 1), content: Array(text.utf8))
    }

    private static func units(of run: [UInt8]) throws -> [UInt16] {
        guard let text = String(validating: run, as: UTF8.self) else { throw Refusal() }
        return Array(text.utf16)
    }

    private mutating func escape() throws -> UInt16 {
        let plain: [Character: UInt16] = ["\"": 34, "\\": 92, "/": 47, "b": 8, "f": 12, "n": 10, "r": 13, "t": 9]
        guard let letter = next else { throw Refusal() }
        index += 1
        if let unit = plain[letter] { return unit }
        let digits = bytes[index..<min(index + 4, bytes.count)]
        let isHexadecimal = digits.allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        guard letter == "u", digits.count == 4, isHexadecimal, let unit = UInt16(String(decoding: digits, as: UTF8.self), radix: 16) else {
            throw Refusal()
        }
        index += 4
        return unit
    }
}
