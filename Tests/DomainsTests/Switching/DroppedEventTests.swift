import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

/// Version 1 takes every event, version 2 parks bad amounts. What is dropped of version 2 is in the rows of version 1.
@Suite("An event that was dropped after an earlier generation folded it")
struct DroppedEventTests {
    private static func things(_ version: Int, isSummed: Bool) -> Projection {
        func build(_ p: inout ProjectionBuilder) -> (balance: Column, payments: Column) {
            let balance = p.column("balance", .integer), payments = p.column("payments", .integer), amount = p.field("amount")
            p.on("Paid") { event, row throws(FoldError) in
                if version == 1, event[amount].isString {
                    row.set(balance, to: row.integer(balance) + 1)
                } else {
                    row.set(balance, to: row.integer(balance) + (try row.integer(of: event[amount], of: event, for: balance)))
                }
                row.set(payments, to: row.integer(payments) + 1)
            }
            return (balance, payments)
        }
        let own =
            isSummed
            ? Projection("things", version: version, key: "account") { p in
                let (balance, payments) = build(&p)
                p.rollUp(key: [ColumnSchema("payments", .integer)]) { r in
                    let accounts = r.sum("accounts", .integer), total = r.sum("total", .integer)
                    return { row, groups throws(FoldError) in
                        guard groups.begin(row, [payments]) else { return }
                        try groups.add(1, to: accounts)
                        try groups.add(row.integer(balance), to: total)
                    }
                }
            } : Projection("things", version: version, key: "account") { p in _ = build(&p) }
        return Projection(
            name: own.name, version: version, fingerprint: UInt64(version), schema: own.schema, layout: own.layout, key: own.key,
            dataPaths: own.dataPaths, handlers: own.handlers, rollup: own.rollup)
    }

    /// Two payments of each of ten accounts, every third account with a bad one first; then one more of each.
    private static func events(_ count: Int) -> [StoredEvent] {
        Array((0..<30).map { number in
            let account = number % 10
            return StoredEvent(
                position: Position(number + 1), stream: "a\(account)", version: Int64(number / 10 + 1),
                event: NewEvent(
                    id: "e\(number)", type: "Paid", data: account % 3 == 0 && number < 10 ? #"{"amount":"bad"}"# : #"{"amount":\#(number)}"#,
                    occurredAt: .first, recordedAt: .first))
        }.prefix(count))
    }

    private func run(_ count: Int, _ store: any ReadModelStore, isSummed: Bool) -> FoldRun {
        var options = FoldOptions(workers: 1, temporaryFolder: NSTemporaryDirectory(), park: .max, program: { "p" })
        options.switching = SwitchOptions { Self.things($0.version, isSummed: isSummed) }
        return FoldRun(events: MemoryEventStore(Self.events(count)), readModels: store, options: options)
    }

    private func rows(_ state: Generation.State, in store: any ReadModelStore) throws -> [[ServedRows.Cell]] {
        try SwitchWorld.rows(try #require(try store.snapshots(of: "things") { $0.filter { $0.state == state } }.first))
    }

    @Test("stays in its rows and sums when that is served again and goes on, and out of those of the other", arguments: Adapter.allCases, [false, true])
    func kept(adapter: Adapter, isSummed: Bool) throws {
        try adapter.with { store, _ in
            let (old, new) = (Self.things(1, isSummed: isSummed), Self.things(2, isSummed: isSummed))
            _ = try run(20, store, isSummed: isSummed).rebuild([old])
            #expect(try run(20, store, isSummed: isSummed).rebuild([new])[0].parked == 4)
            let work = ParkedRun(events: MemoryEventStore(Self.events(20)), readModels: store) { .first }
            for position: Position in [1, 4, 7, 10] { _ = try work.drop(new, position: position, reason: "a test") }
            let served = try #require(try store.generations().first { $0.state == .served })
            try store.serve(try #require(try store.generations().first { $0.state == .previous }), after: served, .rollback)

            _ = try run(30, store, isSummed: isSummed).catchUp([new])
            let all = Self.events(30)
            #expect(try rows(.served, in: store) == SwitchWorld.rows(of: all, by: old))
            #expect(try rows(.built, in: store) == SwitchWorld.rows(of: all.filter { ![1, 4, 7, 10].contains($0.position) }, by: new))
            #expect(try store.generations().map(\.position) == [30, 30])
        }
    }

    @Test("is why rows of the same definition may differ", arguments: [false, true])
    func reason(isSummed: Bool) throws {
        let store = MemoryReadModelStore()
        let (old, new) = (Self.things(1, isSummed: isSummed), Self.things(2, isSummed: isSummed))
        _ = try run(20, store, isSummed: isSummed).rebuild([old])
        _ = try run(20, store, isSummed: isSummed).rebuild([new])
        _ = try ParkedRun(events: MemoryEventStore(Self.events(20)), readModels: store) { .first }.drop(new, position: 4, reason: "a test")
        let served = try #require(try store.generations().first { $0.state == .served })
        try store.serve(try #require(try store.generations().first { $0.state == .previous }), after: served, .rollback)
        let outcome = try run(20, store, isSummed: isSummed).attemptRebuild([old])[0]
        #expect(outcome.review?.isSameDefinition == true && outcome.review?.comparison?.isEqual == false)
        #expect(outcome.review?.note == .otherParking && outcome.isServed)
    }
}
