import Foundation
import RefoldCore
import RefoldProjections
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@testable import RefoldEngine

@Suite("Rows by item, looked at otherwise")
struct ListTrailTests {
    private static func given(_ lists: String...) -> [StoredEvent] {
        lists.enumerated().map { number, lines in
            StoredEvent(
                position: Int64(number + 1) * 2, stream: "order-\(number)", version: 1,
                event: NewEvent(id: "e\(number)", type: "Placed", data: "{\"lines\": \(lines)}", occurredAt: .first, recordedAt: .first))
        }
    }

    private static func projection(_ on: String, key: String = "{value: '@item.sku', as: 'sku'}") throws -> Projection {
        try Projection(
            ProjectionDefinition.read(
                "{name: 'things', version: 1, key: \(key), columns: {sold: {type: 'integer', default: 0}, at: 'integer'}, on: \(on)}".utf8, file: "things.json5"))
    }

    private static let sold = "{Placed: [{each: '$.lines', set: {sold: {add: '@item.qty'}, at: '@index'}}, {each: '$.lines', when: {'@item.qty': {above: 5}}, set: {at: -1}}]}"

    @Test("A row's trail names an event once for each item, with the row after it")
    func trail() throws {
        let events = Self.given(
            #"[{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}, {"sku": "a", "qty": 3}]"#, "[]", #"[{"sku": "b", "qty": 7}]"#, #"[{"sku": "b", "qty": 1}, {"sku": "a", "qty": 9}]"#)
        let projection = try Self.projection(Self.sold)
        var steps: [[String]] = [[], []]
        try RowTrails(of: .init(projection), parked: [], in: MemoryEventStore(events)).run([Array("a".utf8), Array("b".utf8)], through: .max) { row, step in
            guard case .row(let block) = step.content else { return }
            steps[row].append("\(step.position) \(step.item?.described ?? "-"): \(block.integer(0, 0)) \(block.integer(0, 1))")
        }
        #expect(steps[0] == [
            "2 item 0 of \"$.lines\": 1 0", "2 item 2 of \"$.lines\": 4 2", "8 item 1 of \"$.lines\": 13 -1",
        ])
        #expect(steps[1] == ["2 item 1 of \"$.lines\": 2 1", "6 item 0 of \"$.lines\": 9 -1", "8 item 0 of \"$.lines\": 10 0"])
    }

    @Test("Two definitions part at the first event whose items differ")
    func bisection() throws {
        let events = Self.given(#"[{"sku": "a", "qty": 1}, {"sku": "b", "qty": 1}]"#, #"[{"sku": "b", "qty": 9}, {"sku": "a", "qty": 1}, {"sku": "b", "qty": 1}]"#)
        let other = try Self.projection("{Placed: {each: '$.lines', set: {sold: {add: '@item.qty'}, at: '@index'}}}")
        let found = try RowBisection(from: .init(other), to: .init(Self.projection(Self.sold)), in: MemoryEventStore(events)).run(Array("b".utf8), through: .max)
        #expect(found.parting == nil && found.events == 2 && found.isEqualAtEnd == false || found.parting?.position == 4)
        #expect(found.parting?.columns == ["at"])
    }

    @Test("Events touch each row once, whatever number of items they have for it")
    func touched() throws {
        let events = Self.given(#"[{"sku": "a", "qty": 1}, {"sku": "b", "qty": 2}, {"sku": "a", "qty": 3}]"#, #"[{"sku": "b", "qty": 7}]"#)
        let rows = TouchedRows(of: try Self.projection(Self.sold), leavingOut: [], in: MemoryEventStore(events), after: 0, through: 10, isCancelled: { false })
        var found: [String] = []
        let (a, b) = (SeededHash(Array("a".utf8).span), SeededHash(Array("b".utf8).span))
        try rows.forEach(try rows.index()) { position, row in found.append("\(position)" + (row == a ? "a" : row == b ? "b" : "?")) }
        #expect(found.sorted() == ["2a", "2b", "4b"])
    }

    @Test("The rows as of moments are those of the events of each moment alone", arguments: 0..<12)
    func moments(seed: Int) throws {
        var random = SeededNumbers(UInt64(seed + 900))
        let world = ListWorld(500, seed: UInt64(seed))
        let stored = world.stored
        let moments = (0..<4).map { _ in Int.random(in: 0...stored.count, using: &random) }.sorted()
        let options = FoldOptions(
            memory: [1 << 13, 1 << 28].randomElement(using: &random)!, workers: Int.random(in: 1...3, using: &random),
            batchEvents: [7, 64, 1000].randomElement(using: &random)!, temporaryFolder: NSTemporaryDirectory())
        var sums: [Int: [String: Int64]] = [:]
        let reader = MomentReader(columns: [0, 2], where: nil, restart: { sums[$0] = nil }) { moment, block in
            for row in 0..<block.count {
                sums[moment, default: [:]][block.withBytes(row, 0) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) }] = block.integer(row, 1)
            }
        }
        let positions = moments.map { Moment.position($0 == 0 ? 0 : stored[$0 - 1].position) }
        _ = try MomentFold(events: MemoryEventStore(stored), options: options).run(positions, through: .max, [MomentSource(ListWorld.projection, [reader])])
        for (number, count) in moments.enumerated() {
            #expect(sums[number] ?? [:] == world.expected(count).rows.mapValues { Int64($0.sold) }, "moment \(number)")
        }
    }

    @Test("A payload that nobody can read is found also where its type changes nothing", arguments: ["'@stream'", "{value: '@item.sku', as: 'sku'}"])
    func unreadable(key: String) throws {
        let projection = try Self.projection("{Placed: {each: '$.lines', set: {sold: {add: 1}}}, Noted: []}", key: key)
        let bad = StoredEvent(
            position: 1, stream: "s", version: 1, event: NewEvent(id: "e", type: "Noted", data: "{\"lines\" 1}", occurredAt: .first, recordedAt: .first))
        let error = #expect(throws: RefoldError.self) {
            try FoldRun(events: MemoryEventStore([bad]), readModels: MemoryReadModelStore(), options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([projection])
        }
        #expect(error?.faults[0].place == .event(position: 1, stream: "s", type: "Noted"))
        var keys = 0
        try RowKeys.visit(of: projection, in: MemoryEventStore([bad]), after: 0, through: 1) { _, _, _ in keys += 1 }
        #expect(keys == (key == "'@stream'" ? 1 : 0))
    }
}
