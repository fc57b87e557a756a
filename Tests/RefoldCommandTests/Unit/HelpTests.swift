import Testing
@testable import RefoldCLI

@Suite("Help")
struct HelpTests {
    @Test("The first screen fits on a terminal of 24 lines and 80 columns and names every verb")
    func firstScreen() {
        let lines = Help.firstScreen(.builtIn).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count < 24)
        #expect(lines.allSatisfy { $0.count <= 80 })
        for verb in VerbTable.all { #expect(lines.contains { $0.hasPrefix("  ") && $0.split(separator: " ").contains { $0 == verb.name } }) }
    }

    @Test("A verb's help fits and names exactly the flags it takes")
    func verbs() {
        for verb in VerbTable.all {
            let text = Help.text(for: verb, .builtIn)
            #expect(text.split(separator: "\n", omittingEmptySubsequences: false).allSatisfy { $0.count <= 80 })
            let named = Set(text.matches(of: /--([a-z-]+)/).map { String($0.output.1) })
            let taken = Set(verb.flags(for: .builtIn).map(\.name))
            #expect(taken.isSubset(of: named), "\(verb.name) does not explain all its flags")
            #expect(named.isSubset(of: taken.union(Flag.global.map(\.name))), "\(verb.name) explains a flag that it does not take")
        }
    }
}
