import Foundation
import Testing

@Suite("What messages say to do")
struct RemedyTests {
    @Test("Every remedy of the program is tried, or cannot be for a reason that is stated")
    func complete() throws {
        let sources = try RemedySources(below: Page.root.appendingPathComponent("Sources"))
        #expect(sources.unreadable == [], "write the text of a remedy behind its label, or name what hands it on after it")
        let tried = Set(RemedyTrials.all.map(\.remedy))
        let elsewhere = Set(RemedyTrials.elsewhere.flatMap(\.remedies))
        let untried = Set(RemedyTrials.untried.flatMap(\.remedies))
        #expect(sources.remedies.subtracting(tried).subtracting(elsewhere).subtracting(untried).sorted() == [], "try these, or state why they cannot be tried")
        #expect(tried.union(elsewhere).union(untried).subtracting(sources.remedies).sorted() == [], "no message says these any longer")
        #expect(tried.intersection(untried).sorted() == [])
    }

    @Test("The fault is produced, what the remedy says is done, and the command succeeds", arguments: RemedyTrials.runnable)
    func works(trial: RemedyTrial) throws { try trial.run() }

    @Test("A test that tries a remedy elsewhere exists")
    func elsewhere() throws {
        for entry in RemedyTrials.elsewhere {
            let text = try String(contentsOf: Page.root.appendingPathComponent("Tests/\(entry.file)"), encoding: .utf8)
            #expect(text.contains("func \(entry.test)("), "\(entry.file): \(entry.test)")
        }
    }
}
