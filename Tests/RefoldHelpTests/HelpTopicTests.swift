import Foundation
import Testing

@testable import RefoldHelp

@Suite("Topics of the help")
struct HelpTopicTests {
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent("../..").standardizedFileURL

    @Test("The program's topics are all of the marked parts of the pages in Reports and Jobs")
    func pages() throws {
        var marked: [String: [Substring]] = [:]
        for page in ["Reports/README.md", "Jobs/README.md"] {
            let text = try String(contentsOf: Self.root.appendingPathComponent(page), encoding: .utf8)
            for part in text.components(separatedBy: "<!-- topic: ").dropFirst() {
                let name = part.components(separatedBy: " -->")[0]
                let lines = part.split(separator: "\n", omittingEmptySubsequences: false).dropFirst()
                marked[name] = Array(lines.prefix { $0 != "<!-- end of topic -->" })
            }
        }
        #expect(Set(marked.keys) == Set(HelpTopic.allCases.map(\.rawValue)))
        for topic in HelpTopic.allCases { #expect(topic.lines == marked[topic.rawValue], "\(topic.rawValue): build again after a page changed") }
    }

    @Test("A topic fits on a terminal of 100 columns and contains no Markdown", arguments: HelpTopic.allCases)
    func plain(topic: HelpTopic) {
        let lines = topic.text().split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count > 15)
        for line in lines {
            #expect(line.count <= 100, "\(line)")
            #expect(!line.contains("**") && !line.contains("`") && !line.contains("](") && !line.contains("|--") && !line.contains("<!--"), "\(line)")
            #expect(line.last != " ", "\(line)")
        }
        #expect(!topic.text().contains("\n\n\n"))
    }

    @Test("Paragraphs and items are wrapped, tables are aligned, and examples are not changed")
    func rendering() {
        let page = """
            ## A title

            Some `code`, **bold** and [a link](page.md#part) in a paragraph
            of two lines.

            - one item that is longer than a line
            - another

            | key | meaning |
            |---|---|
            | `a` | a meaning that is longer than the column |
            | `bcd` | short |

            ```json5 report
            {a:   1}
            ```
            ```csv rows
            key
            ```
            """
        #expect(
            TerminalText(width: 32).text(of: page.split(separator: "\n", omittingEmptySubsequences: false)) == """
                A TITLE

                  Some "code", bold and a link
                  in a paragraph of two lines.

                  - one item that is longer than
                    a line
                  - another

                  key  meaning
                  ---  -------------------------
                  a    a meaning that is longer
                       than the column
                  bcd  short

                    {a:   1}

                    key
                """)
    }
}
