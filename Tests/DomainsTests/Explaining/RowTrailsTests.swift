import Foundation
import RefoldCore
import RefoldEngine
import RefoldPostgres
import RefoldSQLite
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("The events behind rows")
struct RowTrailsTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var kind: ParkingWorld.Kind
        var adapter: Adapter
        var seed: UInt64

        var testDescription: String { "\(kind.rawValue), \(adapter.rawValue), \(seed)" }

        static let all: [Case] = ParkingWorld.Kind.allCases.flatMap { kind in
            Adapter.allCases.flatMap { adapter in (1...(adapter == .memory ? 40 : 5)).map { Case(kind: kind, adapter: adapter, seed: $0) } }
        }
    }

    private struct Step: Hashable {
        var position: Position
        var outcome: String
        /// Nil if there is no row.
        var row: [ServedRows.Cell]?
    }

    /// Calls `body` with a store that holds these events, which have the positions of the store then.
    private func with(_ adapter: Adapter, _ world: ParkingWorld, _ body: (any EventStore, ParkingWorld) throws -> Void) throws {
        func fill(_ store: any EventStore) throws {
            for event in world.events() { _ = try store.append([event.event], to: event.stream, expecting: .any) }
            let positions = Dictionary(uniqueKeysWithValues: zip(world.clean.map(\.position), try EventStoreContract.everything(in: store).map(\.position)))
            var moved = ParkingWorld(world.kind, clean: world.clean.map { event in
                var event = event
                event.position = positions[event.position] ?? 0
                return event
            })
            for (position, badness) in world.bad { moved.bad[positions[position] ?? 0] = badness }
            try body(store, moved)
        }
        switch adapter {
        case .memory: try body(MemoryEventStore(world.events()), world)
        case .sqlite: try withFolder { folder in try fill(SQLiteEventStore(path: folder + "/events.db", access: .creating)) }
        case .postgres: try fill(PostgresEventStore(PostgresLocation(PostgresCluster.newDatabase(), from: "test"), access: .creating))
        }
    }

    @Test("are those that touch them, with the row that folding every beginning of the events gives, in random worlds", arguments: Case.all)
    func reference(case world: Case) throws {
        var random = SeededNumbers(world.seed &* 977)
        // On a server data must be JSON.
        let badness: [ParkingWorld.Badness] = world.adapter == .memory ? ParkingWorld.Badness.allCases : [.amount, .customer]
        let made = ParkingWorld(world.kind, count: Int.random(in: 5...40, using: &random), badness: badness, using: &random)
        try with(world.adapter, made) { store, made in
            let dropped = Set(made.clean.filter { _ in Int.random(in: 0..<12, using: &random) == 0 }.map(\.position))
            let count = Int.random(in: 1...made.clean.count, using: &random)
            let (folded, parked) = made.parked(count, dropped: dropped)
            let projection = world.kind.projection
            // The rows after each beginning.
            var states: [[[UInt8]: [ServedRows.Cell]]] = []
            for beginning in 0...folded.count {
                let rows = try SwitchWorld.rows(of: Array(folded.prefix(beginning)), by: projection)
                states.append(Dictionary(uniqueKeysWithValues: rows.map { row in (Self.key(row[0]), row) }))
            }
            let expected = world.kind == .sums ? Self.groups(folded, states) : Self.rows(made, count, folded, parked, dropped, states)
            // Few streams are read by their index, many by a scan.
            let nobody = (0..<(Bool.random(using: &random) ? 1 : 40)).map { Array("nobody-\($0)".utf8) }
            let keys = expected.keys.sorted { $0.lexicographicallyPrecedes($1) } + nobody
            let events = parked.map {
                ParkedEvent(position: $0.position, id: "", stream: "", type: "", key: $0.key, reason: "", held: $0.held)
            }
            var found: [[UInt8]: [Step]] = [:]
            let trails = RowTrails(of: .init(projection, leavingOut: dropped), parked: events, in: store)
            try trails.run(keys, through: made.clean[count - 1].position) { (number, step) throws(RefoldError) in
                let row = Self.cells(step.content, projection.schema)
                found[keys[number], default: []].append(Step(position: step.position, outcome: step.outcome.rawValue, row: row))
            }
            for key in keys { #expect(found[key] ?? [] == expected[key] ?? [], "\(String(decoding: key, as: UTF8.self))") }
        }
    }

    private static func key(_ cell: ServedRows.Cell) -> [UInt8] { if case .text(let text) = cell { Array(text.utf8) } else { [] } }

    private static func cells(_ content: RowContent, _ schema: ReadModelSchema) -> [ServedRows.Cell]? {
        guard case .row(let row) = content else { return nil }
        let block = RowBlock(columnCount: schema.allColumns.count)
        block.append(Array(schema.allColumns.indices), of: row, 0, schema.allColumns, key: schema.key)
        return ServedRows.cells(of: block, schema.allColumns)[0]
    }

    /// Of each group the events after which it differs.
    private static func groups(_ folded: [StoredEvent], _ states: [[[UInt8]: [ServedRows.Cell]]]) -> [[UInt8]: [Step]] {
        var steps: [[UInt8]: [Step]] = [:]
        for (number, event) in folded.enumerated() {
            for key in Set(states[number].keys).union(states[number + 1].keys) where states[number][key] != states[number + 1][key] {
                steps[key, default: []].append(Step(position: event.position, outcome: "folded", row: states[number + 1][key]))
            }
        }
        return steps
    }

    /// Of each row all events that name it, also those that are dropped, parked or held.
    private static func rows(
        _ world: ParkingWorld, _ count: Int, _ folded: [StoredEvent], _ parked: [ParkingWorld.Parked], _ dropped: Set<Position>, _ states: [[[UInt8]: [ServedRows.Cell]]]
    ) -> [[UInt8]: [Step]] {
        var steps: [[UInt8]: [Step]] = [:]
        var number = 0
        let positions = Set(folded.map(\.position))
        for event in world.clean.prefix(count) where event.event.type != "Ignored" {
            let customer = event.event.data.split(separator: #""customer":""#)[1].prefix { $0 != "\"" }
            let isKeyless = world.kind == .customers && [.customer, .payload].contains(world.bad[event.position])
            guard !isKeyless else { continue }
            let key = Array((world.kind == .customers ? String(customer) : event.stream).utf8)
            if positions.contains(event.position) { number += 1 }
            let first = parked.first { $0.key == key }?.position ?? .max
            let outcome =
                dropped.contains(event.position) ? "dropped" : event.position == first ? "parked" : event.position > first ? "held" : "folded"
            steps[key, default: []].append(Step(position: event.position, outcome: outcome, row: states[number][key]))
        }
        return steps
    }
}
