/// The help of a verb, taken apart: its forms, paragraphs, flags and examples.
struct UsageText {
    enum Block: Hashable {
        case paragraph(String)
        /// `--deadline DURATION`, and what it means.
        case flag(String, String)
        case examples([String])
    }

    /// The lines before the first empty one: how the verb is called.
    let forms: [String]
    private(set) var blocks: [Block] = []

    init(_ usage: String) {
        let lines = usage.split(separator: "\n", omittingEmptySubsequences: false)
        forms = lines.prefix { !$0.isEmpty }.map(String.init)
        var rest = lines.dropFirst(forms.count)
        while let line = rest.first {
            if line.isEmpty {
                rest = rest.dropFirst()
            } else if line.hasPrefix("  --") {
                let more = rest.dropFirst().prefix { $0.hasPrefix("          ") }
                let head = Self.parts(of: line.dropFirst(2))
                blocks.append(.flag(head.flag, ([head.meaning] + more.map(Self.trimmed)).filter { !$0.isEmpty }.joined(separator: " ")))
                rest = rest.dropFirst(more.count + 1)
            } else if line.hasPrefix(" ") {
                let block = rest.prefix { $0.hasPrefix(" ") && !$0.hasPrefix("  --") }
                blocks.append(.examples(block.map { String($0.dropFirst(2)) }))
                rest = rest.dropFirst(block.count)
            } else {
                let block = rest.prefix { !$0.isEmpty && !$0.hasPrefix(" ") }
                blocks.append(.paragraph(block.joined(separator: " ")))
                rest = rest.dropFirst(block.count)
            }
        }
    }

    /// What a flag means; empty if the help does not say.
    func meaning(of flag: Flag) -> String {
        for case .flag(let head, let meaning) in blocks where head.split(whereSeparator: { " ,[=".contains($0) }).contains("--\(flag.name)") {
            return meaning
        }
        return ""
    }

    /// A line of a flag at its first gap of two spaces.
    private static func parts(of line: Substring) -> (flag: String, meaning: String) {
        guard let gap = line.firstRange(of: "  ") else { return (String(line), "") }
        return (String(line[..<gap.lowerBound]), trimmed(line[gap.upperBound...]))
    }

    private static func trimmed(_ line: Substring) -> String { String(line.drop { $0 == " " }) }
}
