import Foundation
import RefoldCore
import RefoldEngine
import RefoldJSON
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("The first event after which a row differs")
struct BisectionTests {
    private typealias Cell = ServedRows.Cell

    /// The row of a key as fields, worked out from nothing.
    private func row(_ key: String, of events: [StoredEvent], by projection: Projection) throws -> [JSONField]? {
        let rows = try SwitchWorld.rows(of: events, by: projection)
        guard let row = rows.first(where: { $0[0] == .text(key) }) else { return nil }
        return zip(projection.schema.columns, row.dropFirst()).map { column, cell in
            switch cell {
            case .null: JSONField(column.name, .null)
            case .units(let value): JSONField(column.name, .integer(value))
            case .wide(let value): JSONField(column.name, .text("\(value)"))
            case .text(let text): JSONField(column.name, .text(text))
            }
        }
    }

    private func differs(_ one: [JSONField]?, _ other: [JSONField]?) -> Bool {
        guard let one, let other else { return one != nil || other != nil }
        return one.contains { field in other.contains { $0.name == field.name && $0.value != field.value } }
    }

    @Test("is the one that folding every beginning of the events finds, in random worlds", arguments: [ParkingWorld.Kind.accounts, .customers], 1...40 as ClosedRange<UInt64>)
    func reference(kind: ParkingWorld.Kind, seed: UInt64) throws {
        var random = SeededNumbers(seed &* 991)
        let events = ParkingWorld(kind, count: Int.random(in: 5...60, using: &random), badness: [], using: &random).clean
        func customer(_ event: StoredEvent) -> String { String(event.event.data.split(separator: #""customer":""#)[1].prefix { $0 != "\"" }) }
        func key(_ event: StoredEvent) -> String { kind == .customers ? customer(event) : event.stream }
        let meanings = SwitchWorld.Meaning.allCases
        let (from, to) = (
            SwitchWorld.projection(kind, meanings.randomElement(using: &random) ?? .plain, version: 1),
            SwitchWorld.projection(kind, meanings.randomElement(using: &random) ?? .plain, version: 2)
        )
        let leftOut = Set(events.filter { _ in Int.random(in: 0..<10, using: &random) == 0 }.map(\.position))
        let bisection = RowBisection(from: .init(from), to: .init(to, leavingOut: leftOut), in: MemoryEventStore(events))
        for wanted in Set(events.map(key)) {
            let found = try bisection.run(Array(wanted.utf8), through: events.last?.position ?? 0)
            let touching = events.filter { event in
                key(event) == wanted && (from.handler(for: event.event.type) != nil || to.handler(for: event.event.type) != nil)
            }
            #expect(found.events == Int64(touching.count))
            var first: (event: StoredEvent, from: [JSONField]?, to: [JSONField]?)?
            var isEqual = true
            for (number, event) in events.enumerated() {
                let beginning = Array(events.prefix(number + 1))
                let (one, other) = (try row(wanted, of: beginning, by: from), try row(wanted, of: beginning.filter { !leftOut.contains($0.position) }, by: to))
                isEqual = !differs(one, other)
                if !isEqual, first == nil { first = (event, one, other) }
            }
            #expect(found.isEqualAtEnd == isEqual)
            #expect(found.parting?.id == first?.event.event.id)
            guard let parting = found.parting, let first else { continue }
            #expect(parting.position == first.event.position)
            #expect(parting.number == Int64(touching.firstIndex { $0.position == parting.position } ?? -1) + 1)
            #expect(parting.from == first.from.map { .row($0) } ?? .none)
            #expect(parting.to == first.to.map { .row($0) } ?? .none)
        }
    }

    @Test("is one that only one of the two can take, with the reason and without a value of it")
    func refused() throws {
        let events = ["1", #""SECRET""#, "3"].enumerated().map { number, amount in
            StoredEvent(
                position: Position(number + 1), stream: "a", version: Int64(number + 1),
                event: NewEvent(id: "e\(number)", type: "Paid", data: #"{"amount":\#(amount)}"#, occurredAt: .first, recordedAt: .first))
        }
        let (strict, lenient) = (ParkingWorld.accounts, ParkingWorld.lenient)
        let found = try RowBisection(from: .init(lenient), to: .init(strict), in: MemoryEventStore(events)).run(Array("a".utf8), through: 3)
        #expect(found.events == 3 && !found.isEqualAtEnd)
        #expect(found.parting?.id == "e1" && found.parting?.columns == [])
        #expect(found.parting?.to == .refused("column \"balance\": the value is not an integer of 64 bits"))
        #expect(found.parting?.before.from == found.parting?.before.to)
        let same = try RowBisection(from: .init(strict), to: .init(strict), in: MemoryEventStore(events)).run(Array("a".utf8), through: 3)
        #expect(same.parting == nil && same.isEqualAtEnd)
        #expect(try RowBisection(from: .init(strict), to: .init(strict), in: MemoryEventStore(events)).run(Array("b".utf8), through: 3).events == 0)
    }
}
