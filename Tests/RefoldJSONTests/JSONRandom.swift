import RefoldTesting

/// Random JSON from a seed, so that a failure can be reproduced.
struct JSONRandom: RandomNumberGenerator {
    private var numbers: SeededNumbers

    init(state: UInt64) { numbers = SeededNumbers(state) }

    mutating func next() -> UInt64 { numbers.next() }

    mutating func pick<T>(_ choices: [T]) -> T { choices[Int.random(in: choices.indices, using: &self)] }

    static let keys = ["", "a", "b", "ab", "name", "amounts", "currency", "organization_id", "customer_email_address", "é", "k\\\"q", "\u{1}"]

    /// A JSON string of `text` with some unnecessary escapes.
    mutating func string(_ text: String) -> String {
        var result = "\""
        for unit in text.unicodeScalars {
            if unit.value < 0x20 || unit == "\"" || unit == "\\" || (unit.value < 0x10000 && next() % 12 == 0) {
                let digits = String(unit.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + (next() % 2 == 0 ? digits : digits.uppercased())
            } else {
                result.unicodeScalars.append(unit)
            }
        }
        return result + "\""
    }

    mutating func space() -> String { next() % 3 == 0 ? pick([" ", "\n", "\t", "  \r\n"]) : "" }

    mutating func value(depth: Int = 0) -> String {
        switch next() % (depth < 4 ? 9 : 5) {
        case 0: pick(["true", "false", "null"])
        case 1: pick(["0", "-0", "1", "-17", "1.50", "12e3", "1E-2", "0.0", "100000000000000000000000", "3.0e+10"])
        case 2: string("")
        case 3: string(pick(["EUR", "José Müller", "0123456789abcdef", "日本語", "😀 ok", "a\\b\"c", "line\nbreak", "exactly8"]))
        case 4: string(String(repeating: pick(["x", "é", "\u{7F}"]), count: Int(next() % 40)))
        case 5, 6: "[" + space() + (0..<next() % 4).map { _ in value(depth: depth + 1) + space() }.joined(separator: ",") + "]"
        default: object(depth: depth)
        }
    }

    mutating func object(depth: Int = 0, repeats: Bool = true) -> String {
        var keys = (0..<next() % 7).map { _ in pick(Self.keys) }
        if !repeats || next() % 4 != 0 { keys = Array(Set(keys)).sorted().shuffled(using: &self) }
        let members = keys.map { space() + string($0) + space() + ":" + space() + value(depth: depth + 1) + space() }
        return "{" + space() + members.joined(separator: ",") + "}"
    }

    /// `bytes` with a few bytes changed, added, removed or moved.
    mutating func mutation(of bytes: [UInt8]) -> [UInt8] {
        var bytes = bytes
        for _ in 0...(next() % 3) {
            let place = Int(next() % UInt64(bytes.count + 1))
            let byte = next() % 3 == 0 ? UInt8(truncatingIfNeeded: next()) : pick(Array(#"{}[]",:\u0eE.-+ 1tfn"#.utf8) + [0, 0x1F, 0x80, 0xC3, 0xED, 0xF4])
            switch next() % 5 {
            case 0: bytes.insert(byte, at: place)
            case 1: bytes.removeSubrange(place..<min(place + Int(next() % 4), bytes.count))
            case 2: bytes.removeSubrange(place...)
            case 3: bytes.insert(contentsOf: bytes[place..<min(place + Int(next() % 9), bytes.count)], at: Int(next() % UInt64(bytes.count + 1)))
            default: if place < bytes.count { bytes[place] = byte }
            }
        }
        return bytes
    }
}
