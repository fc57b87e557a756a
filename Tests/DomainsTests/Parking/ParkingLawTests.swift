import RefoldCore
import RefoldStores
import RefoldTesting
import Testing

@Suite("Parked events")
struct ParkingLawTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var kind: ParkingWorld.Kind
        var adapter: Adapter
        var seed: UInt64

        var testDescription: String { "\(kind.rawValue), \(adapter.rawValue), \(seed)" }

        static let all: [Case] = ParkingWorld.Kind.allCases.flatMap { kind in
            Adapter.allCases.flatMap { adapter in (1...(adapter == .memory ? 40 : 6)).map { Case(kind: kind, adapter: adapter, seed: $0) } }
        }
    }

    @Test("After the last retry the rows are those of a rebuild over events that were never bad", arguments: Case.all)
    func law(case world: Case) throws {
        try world.adapter.with { store, _ in
            var random = SeededNumbers(world.seed &* 31)
            let count = Int.random(in: 20...160, using: &random)
            let runs = ParkingRuns(ParkingWorld(world.kind, count: count, using: &random), in: store, seed: world.seed)
            try runs.catchUp()
            try runs.check("first")
            for turn in 0..<10 {
                let parked = try runs.parked
                switch Int.random(in: 0..<7, using: &random) {
                case 0...1:
                    runs.known = min(count, runs.known + Int.random(in: 0...40, using: &random))
                    try runs.catchUp()
                case 2:
                    runs.known = min(count, runs.known + Int.random(in: 0...10, using: &random))
                    try runs.rebuild()
                    try runs.check("turn \(turn)")
                case 3:
                    for position in runs.world.bad.keys.sorted() where Int.random(in: 0..<4, using: &random) == 0 { runs.world.bad[position] = nil }
                    if !parked.isEmpty { try runs.retry(nil) }
                case 4: if let event = parked.randomElement(using: &random) { try runs.drop(event.position) }
                default:
                    let some = parked.filter { _ in Bool.random(using: &random) }.map(\.position)
                    if !some.isEmpty { try runs.retry(some.shuffled(using: &random)) }
                }
                try runs.checkCount()
            }
            runs.known = count
            try runs.catchUp()
            runs.world.bad = [:]
            // In any order, and some twice.
            for event in try runs.parked.shuffled(using: &random) where Bool.random(using: &random) { try runs.retry([event.position]) }
            if try !runs.parked.isEmpty { try runs.retry(nil) }
            try runs.checkLaw()
        }
    }

    @Test("A reducer that takes what it did not take before makes the rows of its own rebuild", arguments: Adapter.allCases, 1...8 as ClosedRange<UInt64>)
    func correctedReducer(adapter: Adapter, seed: UInt64) throws {
        try adapter.with { store, _ in
            var random = SeededNumbers(seed)
            let count = Int.random(in: 20...160, using: &random)
            let runs = ParkingRuns(ParkingWorld(.accounts, count: count, badness: [.amount], using: &random), in: store, seed: seed)
            try runs.rebuild()
            runs.known = count
            try runs.catchUp()
            try runs.retry(nil, by: ParkingWorld.lenient)
            try runs.checkLaw(ParkingWorld.lenient, runs.world.events())
        }
    }
}
