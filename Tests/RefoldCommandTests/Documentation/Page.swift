import Foundation

/// A Markdown page of the project.
struct Page {
    /// A fenced block: ```` ```LANGUAGE WORDS ````.
    struct Block {
        var language: String
        /// The words after the language on the line that opens the fence.
        var words: [String]
        /// The lines between the fences, each with its line break.
        var text: String
    }

    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../../..").standardizedFileURL

    /// Below the root: `Reports/README.md`.
    let path: String
    let text: String

    init(_ path: String) throws {
        self.path = path
        text = try String(contentsOf: Self.root.appendingPathComponent(path), encoding: .utf8)
    }

    /// Every page, by path.
    static func all() throws -> [Page] {
        let entries = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil, options: .skipsHiddenFiles)
        let files = (entries?.allObjects ?? []).compactMap { ($0 as? URL)?.standardizedFileURL.path }
        // The pages that the program embeds are links to these.
        return try files.filter { $0.hasSuffix(".md") && !$0.hasPrefix(root.path + "/Sources/RefoldHelp/") }.sorted()
            .map { try Page(String($0.dropFirst(root.path.count + 1))) }
    }

    var lines: [String] { text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) }

    /// The page in parts: texts as they are, and blocks.
    enum Part {
        case prose(String)
        case block(Block)
    }

    var parts: [Part] {
        var parts: [Part] = []
        var prose = ""
        var block: Block?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let open = block {
                    parts.append(.block(open))
                    block = nil
                } else {
                    parts.append(.prose(prose))
                    prose = ""
                    let words = line.dropFirst(3).split(separator: " ").map(String.init)
                    block = Block(language: words.first ?? "", words: Array(words.dropFirst()), text: "")
                }
            } else if block != nil {
                block?.text += line + "\n"
            } else {
                prose += line + "\n"
            }
        }
        parts.append(.prose(String(prose.dropLast())))
        return parts
    }

    var prose: String { parts.map { if case .prose(let text) = $0 { text } else { "" } }.joined() }

    static func text(of parts: [Part]) -> String {
        parts.map { part in
            switch part {
            case .prose(let text): text
            case .block(let block): "```" + ([block.language] + block.words).joined(separator: " ") + "\n" + block.text + "```\n"
            }
        }.joined()
    }

    /// The anchors that GitHub gives to the headings.
    var anchors: Set<String> {
        let titles = prose.split(separator: "\n").filter { $0.hasPrefix("#") }.map { $0.drop { $0 == "#" }.drop { $0 == " " } }
        return Set(
            titles.map { title in
                String(title.lowercased().compactMap { $0 == " " ? "-" : $0.isLetter || $0.isNumber || "-_".contains($0) ? $0 : nil })
            })
    }

    /// The targets of its relative links: a path, empty for this page, and an anchor.
    var links: [(path: String, anchor: String?)] {
        prose.matches(of: /\]\(([^)\s]+)\)/).map { String($0.output.1) }.filter { !$0.contains("://") }.map { link in
            let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            return (parts[0], parts.count > 1 ? parts[1] : nil)
        }
    }
}
