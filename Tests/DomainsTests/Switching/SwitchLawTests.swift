import RefoldStores
import RefoldTesting
import Testing

@Suite("Switches in random worlds")
struct SwitchLawTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var kind: ParkingWorld.Kind
        var adapter: Adapter
        var seed: UInt64

        var testDescription: String { "\(kind.rawValue), \(adapter.rawValue), \(seed)" }

        static let all: [Case] = ParkingWorld.Kind.allCases.flatMap { kind in
            Adapter.allCases.flatMap { adapter in (1...(adapter == .memory ? 40 : 8)).map { Case(kind: kind, adapter: adapter, seed: $0) } }
        }
    }

    @Test("Whatever is changed and killed, what is served is one whole generation, comparisons say what a recomputation says, and a rollback gives the rows of before",
        arguments: Case.all)
    func law(case world: Case) throws {
        try world.adapter.with { store, _ in
            var random = SeededNumbers(world.seed &* 131)
            let runs = SwitchRuns(world.kind, in: store, seed: world.seed)
            try runs.fold(isRebuild: true)
            for _ in 0..<16 {
                switch Int.random(in: 0..<12, using: &random) {
                case 0: runs.append()
                case 1...2:
                    runs.define()
                    try runs.fold(isRebuild: Bool.random(using: &random))
                case 3...5:
                    runs.append()
                    try runs.fold(isRebuild: false)
                case 6...7: try runs.fold(isRebuild: true)
                case 8: try runs.promote()
                case 9...10: try runs.rollback()
                default: if Int.random(in: 0..<4, using: &random) == 0 { runs.alter() }
                }
                try runs.diff()
            }
            #expect(runs.kills > 0)
        }
    }
}
