import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldCLI

@Suite("A run that is to end")
struct InterruptionTests {
    private func session(_ interruption: Interruption) throws -> Session {
        Session(
            domains: DomainList([]), settings: Settings(Arguments(), environment: [:], file: SettingsFile()), output: StandardOutput(),
            console: StandardError(isTerminal: false) { _ in }, interruption: interruption, json: false, quiet: true)
    }

    @Test("Rows that are read for a report or an export end between two blocks once the deadline has come")
    func betweenBlocks() throws {
        let interruption = Interruption()
        let session = try session(interruption)
        try session.requireTime()
        interruption.setDeadline(in: .seconds(1000))
        try session.requireTime()
        interruption.setDeadline(in: .zero)
        let error = try #require(#expect(throws: RefoldError.self) { try session.requireTime() })
        #expect(error.status == .incomplete)
        #expect(error.description == "the deadline came before the end; run the same command again, with more time if it needs that")
        let snapshot = MeteredSnapshot(Unread(), task: "export", in: session)
        #expect(throws: error) { try snapshot.rows(columns: [], where: nil, inKeyOrder: false) { _ in Issue.record("a block was taken") } }
        #expect(throws: error) { try snapshot.load(keys: RowBlock(columnCount: 1, capacity: 8), into: RowBlock(columnCount: 1, capacity: 8)) }
    }

    @Test("What is left until the deadline is not below zero, and a wait is no longer than that")
    func remaining() {
        let interruption = Interruption()
        #expect(interruption.remaining == nil)
        interruption.setDeadline(in: .zero)
        #expect(interruption.remaining == .zero)
        // It would last for a day.
        interruption.wait(.seconds(86_400))
        #expect(interruption.isDue)
    }

    @Test("Every line names the step of a job that is at work, behind the name of the program")
    func steps() {
        let lines = Mutex<[String]>([])
        let console = StandardError(isTerminal: false) { line in lines.withLock { $0.append(line) } }
        console.step = "step 2, report x"
        console.say("out/x.csv")
        console.say(RefoldError(.failed, [Fault("a is wrong"), Fault("b is wrong", remedy: "mend it")]))
        console.step = nil
        console.say("refold: done")
        #expect(
            lines.withLock { $0 } == [
                "step 2, report x: out/x.csv\n", "refold: step 2, report x: a is wrong\n", "refold: step 2, report x: b is wrong; mend it\n", "refold: done\n",
            ])
    }

    /// A snapshot of one empty block.
    private final class Unread: ReadModelSnapshot {
        let generation = Generation(
            number: 1, state: .served, version: 1, fingerprint: 0, position: 0, rows: 0, schema: ReadModelSchema(name: "a", key: [ColumnSchema("id", .text)], columns: []), updatedAt: .first)
        func parked() throws(RefoldError) -> [ParkedEvent] { [] }
        func ranges(from first: Int64, limit: Int) throws(RefoldError) -> [EventRange] { [] }
        func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) { Issue.record("rows were loaded") }
        func rows(columns: [Int], where range: ColumnRange?, inKeyOrder: Bool, _ visit: (RowBlock) throws(RefoldError) -> Void) throws(RefoldError) {
            try visit(RowBlock(columnCount: 1, capacity: 8))
        }
    }
}
