import RefoldCore
import RefoldProjections
import RefoldTesting
import RefoldValues
import Testing

@Suite("Compiled projections compared with a slow reference")
struct CompileReferenceTests {
    /// The rows of the reference, nil if it stopped, and at which line.
    private func slow(_ definition: ProjectionDefinition, _ events: [SlowProjection.Event]) -> (rows: [[String: String]]?, line: Int) {
        let twin = SlowProjection(definition: definition)
        var rows: [String: SlowProjection.Row] = [:]
        do throws(SlowStop) {
            for event in events { try twin.fold(event, into: &rows) }
            var cells: [[String: String]] = []
            for (key, row) in rows.sorted(by: { Array($0.key.utf8).lexicographicallyPrecedes(Array($1.key.utf8)) }) {
                var texts = ["key": key]
                for (name, value) in try twin.complete(row) { texts[name] = value.text }
                cells.append(texts)
            }
            return (cells, 0)
        } catch {
            return (nil, error.line)
        }
    }

    @Test("Random definitions on random events give the rows that the contract describes", arguments: 0..<4)
    func twins(seed: Int) throws {
        var dice = Dice(state: UInt64(seed + 1) &* 0x9E37_79B9_7F4A_7C15)
        var (read, folded) = (0, 0)
        for _ in 0..<40 {
            let text = dice.definition()
            guard let definition = try? RefoldProjectionsTests.read(text) else { continue }
            read += 1
            let projection = try Projection(definition)
            for _ in 0..<4 {
                var scenario = ProjectionScenario(projection)
                var events: [SlowProjection.Event] = []
                for _ in 0..<dice.roll(9) + 1 {
                    let (event, json) = dice.event()
                    events.append(event)
                    scenario = scenario.given(event.type, stream: event.stream, json, at: event.occurredAt.description)
                }
                let (expected, line) = slow(definition, events)
                let found = try? scenario.rows()
                #expect(found == expected, "seed \(seed), \(String(describing: scenario.failure())), stop at line \(line): \(events.last?.data ?? [:]) \(text)")
                if expected != nil { folded += 1 }
                if found != expected { return }
            }
        }
        #expect(read > 20 && folded > 40, "\(read) definitions were read, \(folded) scenarios folded")
    }
}
