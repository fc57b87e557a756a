import Foundation
import RefoldPayments
import RefoldPosts
import RefoldUserAccess
import Testing

@testable import RefoldCLI

@Suite("Flags in the documentation")
struct FlagTests {
    private static let domains = DomainList([Payments(), UserAccesses(), Posts()])
    private static let flags = Set((Flag.global + VerbTable.all.flatMap { $0.flags(for: domains) }).map(\.name))

    @Test("Every flag of refold on a page exists")
    func exist() throws {
        for page in try Page.all() where !page.path.hasSuffix("Changes.md") {
            for command in Self.commands(of: page) {
                for flag in Self.named(in: command) where !Self.flags.contains(flag) { Issue.record("\(page.path): --\(flag) in \(command)") }
            }
        }
    }

    @Test("Every flag of the program is in the manual, with the verb that takes it")
    func named() throws {
        let manual = try Page("Jobs/README.md")
        let all = Set(Self.commands(of: manual).flatMap(Self.named))
        #expect(Self.flags.subtracting(all).isEmpty)
        for verb in VerbTable.all where !verb.flags(for: Self.domains).isEmpty {
            let line = manual.lines.first { $0.hasPrefix("| `\(verb.name)` | `--") }
            #expect(Set(Self.named(in: line ?? "")) == Set(verb.flags(for: Self.domains).map(\.name)), "\(verb.name)")
        }
    }

    /// Code that is a flag or a command of refold: in a line, or in a block for a shell.
    private static func commands(of page: Page) -> [String] {
        page.parts.flatMap { part -> [String] in
            switch part {
            case .prose(let text): text.matches(of: /`([^`\n]+)`/).map { String($0.output.1) }.filter { $0.hasPrefix("--") || $0.hasPrefix("refold ") }
            case .block(let block):
                ["sh", "console", "text"].contains(block.language)
                    ? block.text.split(separator: "\n").map(String.init).filter { $0.contains(/(^|\$ |\/|\| )refold [a-z]/) } : []
            }
        }
    }

    private static func named(in text: String) -> [String] { text.matches(of: /(?:^|[ `|])--([a-z][a-z-]*)/).map { String($0.output.1) } }
}
