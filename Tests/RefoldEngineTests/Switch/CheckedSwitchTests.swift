import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("The switch to a new generation")
struct CheckedSwitchTests {
    /// The projection of ``RandomWorld`` in another version; the same meaning unless payments count twice.
    private static func accounts(version: Int, doubled: Bool = false, failing: Bool = false) -> Projection {
        let plain = RandomWorld.projection
        var handlers = plain.handlers
        if doubled || failing, let paid = handlers["Paid"] {
            handlers["Paid"] = Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
                if failing { throw FoldError(.keyTooLong) }
                try paid.reduce(event, &row)
                try paid.reduce(event, &row)
            }
        }
        return Projection(
            name: plain.name, version: version, fingerprint: 0, schema: plain.schema, layout: plain.layout, key: plain.key,
            dataPaths: plain.dataPaths, handlers: handlers)
    }

    private static let events = RandomWorld.events(2000, seed: 7)

    private func run(
        _ count: Int, on store: MemoryReadModelStore, program: String = "p", kept: Projection? = nil, notices: Notices = Notices(),
        _ change: (inout SwitchOptions) -> Void = { _ in }
    ) -> FoldRun {
        var options = FoldOptions(workers: 2, batchEvents: 100, temporaryFolder: NSTemporaryDirectory(), program: { program })
        options.switching = SwitchOptions { $0.version == kept?.version ? kept : nil }
        change(&options.switching)
        return FoldRun(
            events: MemoryEventStore(Array(Self.events.prefix(count))), readModels: store, options: options, notice: { notices.add($0) })
    }

    private final class Notices: Sendable {
        private let texts = Mutex<[String]>([])

        func add(_ notice: FoldNotice) {
            switch notice {
            case .candidateWaits(_, let version, _, let position): texts.withLock { $0.append("version \(version) waits at \(position)") }
            case .candidateStays(_, _, let position, _): texts.withLock { $0.append("stays at \(position)") }
            default: break
            }
        }

        var all: [String] { texts.withLock { $0 } }
    }

    private func damage(_ store: MemoryReadModelStore) throws {
        let served = try #require(try store.generations().first { $0.state == .served })
        var rows: [[InMemorySnapshot.Cell]] = []
        try store.snapshot(of: "accounts")?.rows(columns: Array(0...4), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            rows += ServedRows.cells(of: block, served.schema.allColumns)
        }
        rows[0][3] = .units(-77)
        try ServedRows.replace([rows[0]], of: served, in: store, at: served.position)
    }

    @Test("is refused if rows of the same definition, program and events differ, unless that is accepted; another program is a reason")
    func sameDefinition() throws {
        for (program, accepts) in [("p", false), ("p", true), ("q", false)] {
            let store = MemoryReadModelStore()
            _ = try run(2000, on: store).rebuild([Self.accounts(version: 1)])
            #expect(try run(2000, on: store).rebuild([Self.accounts(version: 1)])[0].isServed)
            try damage(store)
            let before = store.servedRows(of: "accounts")
            let outcome = try run(2000, on: store, program: program) { $0.acceptsDifferences = accepts }.attemptRebuild([Self.accounts(version: 1)])[0]
            #expect(outcome.review?.comparison?.differing == 1)
            #expect(outcome.isServed == (accepts || program == "q"))
            #expect(outcome.review?.refusal?.status == (outcome.isServed ? nil : .refused))
            #expect(outcome.review?.note == (program == "q" ? .otherProgram : nil))
            #expect((store.servedRows(of: "accounts") == before) == !outcome.isServed)
            #expect(try store.generations().contains { $0.state == .built } == !outcome.isServed)
        }
    }

    @Test("brings what is served forward first, by its own definition, so that only the difference of meaning is left")
    func broughtForward() throws {
        let store = MemoryReadModelStore()
        let old = Self.accounts(version: 1)
        _ = try run(900, on: store).rebuild([old])
        let same = try run(2000, on: store, kept: old).catchUp([Self.accounts(version: 2)])[0]
        #expect(same.isServed && same.review?.comparison?.isEqual == true && same.review?.comparison?.leftOut == 0)
        let other = try run(2000, on: store).catchUp([Self.accounts(version: 3, doubled: true)])[0]
        #expect((other.review?.comparison?.differing ?? 0) > 10)
    }

    @Test("leaves out and counts the rows that later events touch, if what is served cannot be brought forward")
    func leftOut() throws {
        let store = MemoryReadModelStore()
        _ = try run(900, on: store).rebuild([Self.accounts(version: 1)])
        let before = Set(store.servedRows(of: "accounts").keys)
        let outcome = try run(2000, on: store).catchUp([Self.accounts(version: 2)])[0]
        let touched = Set(Self.events[900...].filter(RandomWorld.isRead).map { Array($0.stream.utf8) })
        let there = before.union(store.servedRows(of: "accounts").keys)
        #expect(outcome.review?.comparison?.isEqual == true)
        #expect(outcome.review?.comparison?.leftOut == Int64(touched.intersection(there).count))
        #expect(outcome.review?.comparison?.equal == Int64(there.subtracting(touched).count))
    }

    @Test("waits for a person under review; then served rows and candidate are brought forward together, and a candidate that fails harms nothing")
    func candidates() throws {
        let store = MemoryReadModelStore()
        let (old, new) = (Self.accounts(version: 1), Self.accounts(version: 2, doubled: true))
        _ = try run(900, on: store).rebuild([old])
        let outcome = try run(900, on: store, kept: old) { $0.reviews = true }.attemptCatchUp([new])[0]
        #expect(!outcome.isServed && outcome.review?.refusal != nil)
        let notices = Notices()
        _ = try run(1500, on: store, kept: old, notices: notices).catchUp([new])
        let position = try #require(Self.events.prefix(1500).last?.position)
        #expect(try store.generations().map(\.position) == [position, position])
        #expect(store.servedRows(of: "accounts") == (try RandomWorld.expected(Array(Self.events.prefix(1500)))))
        #expect(notices.all == ["version 2 waits at \(position)"])
        _ = try run(2000, on: store, kept: old, notices: notices).catchUp([Self.accounts(version: 2, failing: true)])
        #expect(store.servedRows(of: "accounts") == (try RandomWorld.expected(Self.events)))
        #expect(notices.all.last == "stays at \(position)")
    }

    @Test("never puts nothing in the place of rows, unless that is allowed, and never counts a first generation as such")
    func empty() throws {
        let store = MemoryReadModelStore()
        let nothing = Projection("accounts", version: 2, key: "account") { p in p.on("Never") { _, _ throws(FoldError) in } }
        _ = try run(900, on: store).rebuild([Self.accounts(version: 1)])
        let refused = try run(900, on: store).attemptCatchUp([nothing])[0]
        #expect(!refused.isServed && refused.review?.refusal?.faults.first?.what.contains("it has no row") == true)
        #expect(try run(900, on: store) { $0.allowsEmpty = true }.rebuild([nothing])[0].isServed)
        #expect(try run(900, on: MemoryReadModelStore()).rebuild([nothing])[0].isServed)
    }
}
