import Foundation
import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

@Suite("Sums per group that cannot be made")
struct RollupFaultTests {
    /// Every division of the work on which a message could depend.
    private static let cuttings = [1, 2, 4].flatMap { workers in
        [(7, 0), (7, 1 << 30), (500, 0)].map { Cutting(batch: $0.0, workers: workers, memory: $0.1) }
    }

    /// The message of a rebuild, which must not depend on the division of the work.
    private func message(_ events: [StoredEvent], _ projections: [Projection]) throws -> String {
        var messages: Set<String> = []
        for cutting in Self.cuttings {
            let error = #expect(throws: RefoldError.self) {
                _ = try FoldRun(events: MemoryEventStore(events), readModels: MemoryReadModelStore(), options: cutting.options).rebuild(projections)
            }
            messages.insert(error?.description ?? "")
        }
        #expect(messages.count == 1)
        return messages.sorted().joined(separator: "\n")
    }

    /// Adds amounts that must not be negative at the end: a row may be refused that a later event would have corrected.
    private static let strict = Projection("strict", version: 1, key: "account") { p in
        let kind = p.column("kind", .text), amount = p.column("amount", .integer)
        let itsKind = p.field("kind"), itsAmount = p.field("amount")
        p.on("Set") { event, row throws(FoldError) in
            try row.set(kind, from: event, itsKind)
            try row.set(amount, from: event, itsAmount)
        }
        p.rollUp(key: [ColumnSchema("kind", .text)]) { r in
            let total = r.sum("total", .integer)
            return { row, groups throws(FoldError) in
                guard row.integer(amount) >= 0 else { throw FoldError(.inexact, column: 0) }
                if groups.begin(row, [kind]) { try groups.add(row.integer(amount), to: total) }
            }
        }
    }

    @Test("name the event that cannot be folded, not a row that is incomplete because of it")
    func poisonBeforeRows() throws {
        // Every account is refused until its second event.
        var events = RollupWorld.set((0..<400).map { ("s\($0 % 200)", "a", $0 < 200 ? -1 : 1) })
        for position in [350, 300, 120, 250] { events[position - 1].event.data = #"{"kind":"a","amount":"secret"}"# }
        let message = try message(events, [Self.strict])
        #expect(message.hasPrefix("event at position 120 "))
        #expect(!message.contains("secret"))
        #expect(try self.message(events, [Self.strict, RollupWorld.byKind]).hasPrefix("event at position 120 "))
        // The event belongs to another projection, and does not stop this one.
        var others = RollupWorld.set((0..<400).map { ("s\($0 % 200)", "a", $0 < 200 ? -1 : 1) })
        others[249].event.data = #"{"kind":"a","amount":1,"other":"secret"}"#
        #expect(try self.message(others, [Self.strict, Self.other]).hasPrefix("event at position 250 "))
    }

    private static let other = Projection("other", version: 1, key: "account") { p in
        let other = p.column("other", .integer), its = p.field("other")
        p.on("Set") { event, row throws(FoldError) in try row.set(other, from: event, its) }
    }

    @Test("name, of several rows that cannot be added, the last event of the one with the smallest key")
    func leastRow() throws {
        let events = RollupWorld.set((0..<300).map { ("s\(($0 * 7 + 3) % 300 + 100)", "a", $0 % 3 == 0 ? -1 : 1) })
        let bad = events.filter { $0.event.data.contains("-1") }.map(\.stream).min() ?? ""
        let position = try #require(events.last { $0.stream == bad }?.position)
        #expect(try message(events, [Self.strict]).hasPrefix("event at position \(position) (stream \"\(bad)\", type \"Set\"): projection \"strict\""))
    }

    /// Rows of which the amount must not be negative when they are written.
    static let computed: Projection = {
        let plain = Projection("computed", version: 1, key: "account") { p in
            let amount = p.column("amount", .integer), itsAmount = p.field("amount")
            p.on("Set") { event, row throws(FoldError) in try row.set(amount, from: event, itsAmount) }
        }
        let amount = Column(index: 0, type: .integer)
        return Projection(
            name: plain.name, version: 1, fingerprint: 0, schema: plain.schema, layout: plain.layout, key: plain.key,
            dataPaths: plain.dataPaths, handlers: plain.handlers
        ) { row throws(FoldError) in
            if row.integer(amount) < 0 { throw FoldError(.inexact, column: 0) }
        }
    }()

    @Test("name of several rows without a computed column the last event of the one of the least key")
    func leastComputed() throws {
        let events = RollupWorld.set((0..<300).map { ("s\(($0 * 7 + 3) % 300 + 100)", "a", $0 % 3 == 0 ? -1 : 1) })
        let bad = events.filter { $0.event.data.contains("-1") }.map(\.stream).min() ?? ""
        let position = try #require(events.first { $0.stream == bad }?.position)
        #expect(try message(events, [Self.computed]).hasPrefix("event at position \(position) (stream \"\(bad)\", type \"Set\"): projection \"computed\", column \"amount\""))
        var poisoned = events
        poisoned[200].event.data = #"{"kind":"a","amount":"secret"}"#
        #expect(try message(poisoned, [Self.computed]).hasPrefix("event at position 201 "))
    }

    @Test("name no group, whose key is made of payloads, and of several groups the first column of the one with the smallest key")
    func tooLarge() throws {
        let events = RollupWorld.set([("s1", "b@example.com", .max), ("s2", "b@example.com", 1), ("s3", "c", .max), ("s4", "c", 1)])
        #expect(
            try message(events, [RollupWorld.byKind])
                == #"event at position 2 (stream "s2", type "Set"): projection "kinds", column "total": the sum does not fit in 64 bits "#
                + "in a group, of which no later event changed a row; "
                + "make the groups smaller, by a further part of their key")
    }

    @Test("refuse a key that is too long for an index, instead of making wrong groups of it")
    func longKey() throws {
        let half = String(repeating: "x", count: 1300)
        let long = Projection("long", version: 1, key: "account") { p in
            let kind = p.column("kind", .text), itsKind = p.field("kind")
            p.on("Set") { event, row throws(FoldError) in try row.set(kind, from: event, itsKind) }
            p.rollUp(key: [ColumnSchema("one", .text), ColumnSchema("two", .text)]) { r in
                let total = r.sum("total", .integer)
                return { row, groups throws(FoldError) in
                    if groups.begin(row, [kind, kind]) { try groups.add(1, to: total) }
                }
            }
        }
        let events = RollupWorld.set([("s1", "a", 1), ("s2", half, 1)])
        let options = Cutting(batch: 10, workers: 2, memory: 1 << 30).options
        let readModels = MemoryReadModelStore()
        let error = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).rebuild([long])
        }
        #expect(error?.description.hasPrefix(#"event at position 2 (stream "s2", type "Set"): projection "long", key "one", "two": the key is longer than 2400 bytes"#) == true)
        _ = try FoldRun(events: MemoryEventStore(Array(events.prefix(1))), readModels: readModels, options: options).catchUp([long])
        let late = #expect(throws: RefoldError.self) {
            _ = try FoldRun(events: MemoryEventStore(events), readModels: readModels, options: options).catchUp([long])
        }
        #expect(late == error)
    }

    @Test("for the time being are made later, by a catch-up as by a rebuild, however often it saves or is stopped", arguments: [1, 2, 7])
    func onTheWay(batch: Int) throws {
        let middle: [(String, String, Int64)] = (4..<60).map { ("s\($0)", "b", 1) }
        // The sum of "a" is too large from the second event to the last, and that of "d" from the fourth.
        let sums = [("s0", "a", .max), ("s1", "a", 1), ("t0", "d", .max), ("t1", "d", 1)] + middle + [("t2", "d", -1), ("s0", "a", 5)]
        try holds(RollupWorld.set(sums), [RollupWorld.byKind], batch)
        // The row of s3 is refused from the second event to the last, and that of s0 temporarily.
        let rows = [("s0", "a", 7), ("s3", "c", -1), ("s0", "a", -2)] + middle + [("s0", "a", 1), ("s3", "c", 2)]
        try holds(RollupWorld.set(rows), [Self.strict, Self.computed], batch)
    }

    /// Compares a catch-up that begins after the first event and saves after every batch with a rebuild.
    private func holds(_ events: [StoredEvent], _ projections: [Projection], _ batch: Int) throws {
        let cutting = Cutting(batch: batch, workers: 2, memory: 0)
        let rebuilt = MemoryReadModelStore()
        _ = try FoldRun(events: MemoryEventStore(events), readModels: rebuilt, options: cutting.options).rebuild(projections)
        for stop in [nil, 1, 3, 20] {
            let world = try InterruptedWorld()
            let first = world.attempt(MemoryEventStore(Array(events.prefix(1))), cutting) { (run) throws(RefoldError) in try run.catchUp(projections) }
            #expect(first.error == nil)
            for stop in [stop, nil] {
                let attempt = world.attempt(MemoryEventStore(events), cutting, interruptedAfter: stop, saveEvery: .zero) {
                    (run) throws(RefoldError) in try run.catchUp(projections)
                }
                #expect(attempt.error == nil || attempt.error?.status == .incomplete)
            }
            for projection in projections {
                #expect(world.readModels.servedRows(of: projection.name) == rebuilt.servedRows(of: projection.name))
            }
            #expect(try world.readModels.generations().filter { $0.state == .served }.allSatisfy { $0.position == Int64(events.count) })
        }
    }
}
