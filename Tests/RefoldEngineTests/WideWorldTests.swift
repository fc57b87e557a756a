import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Sums of numbers of up to 38 digits per account, in random order.
private enum WideWorld {
    static let projection = Projection("wides", version: 1, key: "account") { p in
        let sum = p.column("sum", .wideDecimal(scale: 18)), most = p.column("most", .wideDecimal(scale: 18)), name = p.column("name", .text)
        let last = p.column("last", .wideDecimal(scale: 18)), amount = p.field("amount"), itsName = p.field("name")
        p.on("Paid") { event, row throws(FoldError) in
            guard !event[amount].isNull else { return row.setNull(last) }
            let number = try row.wideUnits(of: event[amount], of: event, for: sum)
            row.set(sum, toWide: row.wide(sum) + number)
            if row.isNull(most) || row.wide(most) < number { row.set(most, toWide: number) }
            try row.set(last, from: event, amount)
            try row.set(name, from: event, itsName)
        }
        p.on("Closed") { _, row throws(FoldError) in row.delete() }
        p.optional("last")
    }

    private struct Payment {
        var stream: String
        var number: Int128?
        var isClosing: Bool
        var name: String
    }

    private static func payments(_ count: Int, seed: UInt64) -> [Payment] {
        var random = SeededNumbers(seed)
        let limit = (0..<36).reduce(1 as Int128) { power, _ in power * 10 }
        return (0..<count).map { number in
            let isSmall = Bool.random(using: &random)
            return Payment(
                stream: "account-\(Int.random(in: 0..<max(1, count / 5), using: &random))",
                number: Int.random(in: 0..<9, using: &random) == 0 ? nil : .random(in: isSmall ? -9...9 : -limit...limit, using: &random),
                isClosing: Int.random(in: 0..<15, using: &random) == 0, name: String(repeating: "n", count: number % 40))
        }
    }

    static func events(_ count: Int, seed: UInt64) -> [StoredEvent] {
        var versions: [String: Int64] = [:]
        return payments(count, seed: seed).enumerated().map { number, payment in
            versions[payment.stream, default: 0] += 1
            let amount = payment.number.flatMap { ExactDecimal(mantissa: $0, scale: 18) }.map { "\"\($0)\"" } ?? "null"
            return StoredEvent(
                position: Position(number + 1), stream: payment.stream, version: versions[payment.stream] ?? 1,
                event: NewEvent(
                    id: "e\(number)", type: payment.isClosing ? "Closed" : "Paid", data: "{\"amount\":\(amount),\"name\":\"\(payment.name)\"}", metadata: "{}",
                    occurredAt: .first, recordedAt: .first))
        }
    }

    /// The rows after the first events of a world, worked out with dictionaries.
    static func expected(_ count: Int, seed: UInt64, first: Int? = nil) -> [[UInt8]: [MemoryReadModelStore.Cell]] {
        var rows: [String: [MemoryReadModelStore.Cell]] = [:]
        func wide(_ cell: MemoryReadModelStore.Cell) -> Int128? { if case .wide(let value) = cell { value } else { nil } }
        for payment in payments(count, seed: seed).prefix(first ?? count) {
            if payment.isClosing {
                rows[payment.stream] = nil
                continue
            }
            var row = rows[payment.stream] ?? [.null, .null, .null, .null]
            if let number = payment.number {
                row = [.wide((wide(row[0]) ?? 0) + number), .wide(max(wide(row[1]) ?? number, number)), .text(payment.name), .wide(number)]
            } else {
                row[3] = .null
            }
            rows[payment.stream] = row
        }
        return Dictionary(uniqueKeysWithValues: rows.map { (Array($0.key.utf8), $0.value) })
    }
}

@Suite("Rows with numbers of up to 38 digits do not depend on how the fold is divided")
struct WideWorldTests {
    @Test("A rebuild equals the reference fold", arguments: Cutting.all)
    func rebuild(cutting: Cutting) throws {
        for (seed, count) in [(1, 1), (2, 40), (3, 2000)] as [(UInt64, Int)] {
            let readModels = MemoryReadModelStore()
            let run = FoldRun(events: MemoryEventStore(WideWorld.events(count, seed: seed)), readModels: readModels, options: cutting.options)
            _ = try run.rebuild([WideWorld.projection])
            #expect(readModels.servedRows(of: "wides") == WideWorld.expected(count, seed: seed))
        }
    }

    @Test("Catching up in steps equals the reference fold", arguments: Cutting.all)
    func catchUp(cutting: Cutting) throws {
        let events = WideWorld.events(1200, seed: 9)
        let readModels = MemoryReadModelStore()
        for end in [0, 1, 2, 300, 301, 900, 1200] {
            let run = FoldRun(events: MemoryEventStore(Array(events.prefix(end))), readModels: readModels, options: cutting.options)
            _ = try run.catchUp([WideWorld.projection])
            #expect(readModels.servedRows(of: "wides") == WideWorld.expected(1200, seed: 9, first: end))
        }
    }

    @Test("An interrupted rebuild is resumed to the rows of the reference fold", arguments: 1...6)
    func resumed(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let events = WideWorld.events(1500, seed: seed)
        let world = try InterruptedWorld()
        for _ in 0..<100 {
            let attempt = world.rebuild(
                events, .random(using: &random), interruptedAfter: Int.random(in: 1...8, using: &random), savesBeforeWriting: true, of: [WideWorld.projection])
            guard attempt.outcomes != nil else { continue }
            #expect(world.readModels.servedRows(of: "wides") == WideWorld.expected(1500, seed: seed))
            return
        }
        Issue.record("it never ended")
    }

    @Test("What an earlier program built with fewer digits is built anew by a catch-up, and says so")
    func earlier() throws {
        func projection(_ type: ColumnType) -> Projection {
            let columns = [ColumnSchema("sum", type)]
            let layout = RowLayout(columns: columns)
            let handler = Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
                try row.set(layout.columns[0], from: event, PayloadField(index: 0))
            }
            return Projection(
                name: "wides", version: 1, fingerprint: 7, schema: ReadModelSchema(name: "wides", key: [ColumnSchema("key", .text)], columns: columns),
                layout: layout, key: .stream, dataPaths: [["amount"]], handlers: ["Paid": handler])
        }
        let (narrow, wide) = (projection(.decimal(scale: 18)), projection(.wideDecimal(scale: 18)))
        func event(_ number: Int, _ amount: String) -> StoredEvent {
            StoredEvent(
                position: Position(number), stream: "s\(number)", version: 1,
                event: NewEvent(id: "e\(number)", type: "Paid", data: "{\"amount\":\(amount)}", metadata: "{}", occurredAt: .first, recordedAt: .first))
        }
        let world = try InterruptedWorld()
        let cutting = Cutting(batch: 100, workers: 1, memory: 1 << 20)
        let first = MemoryEventStore([event(1, "9")]), all = MemoryEventStore([event(1, "9"), event(2, "10")])
        #expect(world.attempt(first, cutting) { (run) throws(RefoldError) in try run.rebuild([narrow]) }.error == nil)
        let served = try #require(try world.readModels.generations().first)
        #expect(wide.hasOtherDigits(than: served) && !wide.hasChanged(since: served) && !narrow.hasOtherDigits(than: served))
        let attempt = world.attempt(all, cutting) { (run) throws(RefoldError) in try run.catchUp([wide]) }
        #expect(attempt.notices.contains { if case .newDigits("wides") = $0 { true } else { false } }, "\(attempt.notices) \(String(describing: attempt.error))")
        #expect(attempt.outcomes?.map(\.action) == [.rebuilt])
        let unit: Int128 = 1_000_000_000_000_000_000
        #expect(world.readModels.servedRows(of: "wides") == [Array("s1".utf8): [.wide(9 * unit)], Array("s2".utf8): [.wide(10 * unit)]])
        #expect(world.attempt(all, cutting) { (run) throws(RefoldError) in try run.catchUp([wide]) }.outcomes?.map(\.action) == [.upToDate])
    }

    @Test("What a reducer did to such a number before it failed is undone")
    func undone() throws {
        let type = ColumnType.wideDecimal(scale: 0)
        let layout = RowLayout(columns: [ColumnSchema("a", type), ColumnSchema("b", type), ColumnSchema("c", type)])
        let table = RowTable(layout)
        let key = Array("k".utf8)
        var row = Row(table.row(forKey: key.span, hash: key.span.stableHash).row, of: table)
        let (a, b, c) = (layout.columns[0], layout.columns[1], layout.columns[2])
        row.set(a, toWide: 1 << 100)
        row.set(b, toWide: -5)
        let copy = row.copy(ofWide: a)
        var undo = RowUndo()
        row.save(in: &undo)
        row.set(a, toWide: 7)
        row.setNull(b)
        row.set(b, toWide: 8)
        row.set(c, toWide: 9)
        #expect(row.wide(a) == 7 && row.wide(b) == 8 && row.wide(c) == 9)
        #expect(row.withText(copy) { WideUnits.number(of: $0) } == 1 << 100)
        row.restore(from: undo)
        #expect(row.wide(a) == 1 << 100 && row.wide(b) == -5 && row.isNull(c))
    }

    @Test("A sum of many events takes the memory of one")
    func memory() throws {
        let layout = RowLayout(columns: [ColumnSchema("a", .wideDecimal(scale: 0))])
        let table = RowTable(layout)
        let key = Array("k".utf8)
        var row = Row(table.row(forKey: key.span, hash: key.span.stableHash).row, of: table)
        row.set(layout.columns[0], toWide: 1)
        let before = table.memory
        for number in 0..<1000 { row.set(layout.columns[0], toWide: Int128(number)) }
        #expect(table.memory == before)
    }
}
