import RefoldCommands
import RefoldPosts
import RefoldTesting
import Testing

@Suite("Hostile and unusual lines of commands")
struct HostileCommandTests {
    @Test("However a valid line is damaged, there is an outcome, and the next line is not affected", arguments: 1...8 as ClosedRange<UInt64>)
    func mutations(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        var decoder = CommandDecoder(CommandLines.forms)
        let lines = CommandLines.all.map { Array($0.line.utf8) }
        for _ in 0..<1500 {
            guard var line = lines.randomElement(using: &random) else { continue }
            for _ in 0..<Int.random(in: 1...4, using: &random) { Self.spoil(&line, lines, &random) }
            let outcome = decoder.outcome(of: line)
            #expect(outcome == CommandDecoder.outcome(of: line))
            guard case .failure(let refused) = outcome else { continue }
            #expect(["MalformedLine", "UnknownCommand", "InvalidCommand"].contains(refused.reason))
            #expect(!refused.faults.isEmpty)
        }
        for (line, sample) in zip(lines, CommandLines.all) {
            let command = try decoder.outcome(of: line).get().command
            #expect(AnyHashable(command) == AnyHashable(sample.command))
        }
    }

    private static func spoil(_ line: inout [UInt8], _ others: [[UInt8]], _ random: inout SeededNumbers) {
        func place(_ random: inout SeededNumbers) -> Int { Int.random(in: 0...line.count, using: &random) }
        let from = place(&random)
        let to = min(line.count, from + Int.random(in: 0...20, using: &random))
        switch UInt.random(in: 0..<7, using: &random) {
        case 0: line.removeSubrange(from..<to)
        case 1: line.insert(contentsOf: line[from..<to], at: place(&random))
        case 2: line.insert(Array("{}[]\",:\\u0n-1eE.\u{0}".utf8).randomElement(using: &random) ?? 0, at: from)
        case 3: line.insert(UInt8.random(in: 0...255, using: &random), at: from)
        case 4: line.removeSubrange(from...)
        case 5: if from < line.count { line[from] ^= 1 << UInt8.random(in: 0..<8, using: &random) }
        default:
            let other = others.randomElement(using: &random) ?? []
            line.insert(contentsOf: other[..<min(other.count, to - from)], at: from)
        }
    }

    @Test("Text is kept to the byte from a line through an event's data and back", arguments: 1...6 as ClosedRange<UInt64>)
    func exactText(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        for _ in 0..<100 {
            let texts = (0..<4).map { _ in Self.text(&random) }
            let written = texts.map { Self.written($0, &random) }
            let line = CommandLines.line(
                "PublishPost", "{\"post_id\":\(written[0]),\"title\":\(written[1]),\"body\":\(written[2]),\"by\":\(written[3])}")
            let first = try Self.event(of: line)
            #expect(Self.bytes(first) == texts.map { Array($0.utf8) })
            let second = try Self.event(of: CommandLines.line("PublishPost", first.data))
            #expect(Self.bytes(second) == Self.bytes(first))
            #expect(Array(second.data.utf8) == Array(first.data.utf8))
        }
    }

    /// The events that publishing the line's post causes.
    private static func event(of line: String) throws -> PostEvent {
        guard let request = try CommandDecoder.outcome(of: line.utf8).get().command as? PostRequest else { throw PostRefusal.postNotFound }
        return try Post().decide(request.command, post: request.post)
    }

    private static func bytes(_ event: PostEvent) -> [[UInt8]] {
        guard case .published(let title, let body) = event.change else { return [] }
        return [event.post, title, body, event.by].map { Array($0.utf8) }
    }

    private static func text(_ random: inout SeededNumbers) -> String {
        var text = ""
        let ranges: [ClosedRange<UInt32>] = [
            1...0x1F, 0x20...0x7E, 0x7F...0xA0, 0x300...0x36F, 0x5D0...0x6FF, 0x200B...0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x4E00...0x4EFF,
            0xE000...0xE0FF, 0xFDD0...0xFDEF, 0xFFF9...0xFFFF, 0x1F3FB...0x1F3FF, 0x1F466...0x1F470, 0x10FFF0...0x10FFFF,
        ]
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let value = UInt32.random(in: ranges.randomElement(using: &random) ?? 1...1, using: &random)
            if let scalar = Unicode.Scalar(value) { text.unicodeScalars.append(scalar) }
        }
        return text
    }

    /// The text as a JSON string with some unnecessary escapes.
    private static func written(_ text: String, _ random: inout SeededNumbers) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            let isSpecial = scalar.value < 0x20 || scalar == "\"" || scalar == "\\"
            if isSpecial || UInt.random(in: 0..<3, using: &random) == 0 {
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16, uppercase: Bool.random(using: &random))
                    out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            } else {
                out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
