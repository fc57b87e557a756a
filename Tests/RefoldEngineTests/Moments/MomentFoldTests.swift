import Foundation
import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@testable import RefoldEngine

/// Rows as of several moments, read once, against the slow references over the events of each moment alone.
struct MomentFoldTests {
    typealias Rows = [[UInt8]: [MemoryReadModelStore.Cell]]

    /// What a reader was given: per moment the rows by their key column's bytes.
    private final class Given: Sendable {
        private let rows: Mutex<[Int: [[UInt8]: [MemoryReadModelStore.Cell]]]> = Mutex([:])
        let repeated = Mutex<Set<Int>>([])

        func add(_ moment: Int, _ key: [UInt8], _ cells: [MemoryReadModelStore.Cell]) {
            rows.withLock { $0[moment, default: [:]][key] = cells }
        }

        func forget(_ moment: Int) {
            rows.withLock { $0[moment] = nil }
            repeated.withLock { _ = $0.insert(moment) }
        }

        subscript(moment: Int) -> Rows { rows.withLock { $0[moment] ?? [:] } }
    }

    private static func reader(_ given: Given, of projection: Projection, where range: ColumnRange? = nil) -> MomentReader {
        let all = projection.schema.allColumns
        let keys = projection.schema.key.count
        return MomentReader(columns: Array(all.indices), where: range, restart: { given.forget($0) }) { moment, block throws(RefoldError) in
            for index in 0..<block.count {
                var key: [UInt8] = []
                for place in 0..<keys {
                    if all[place].type.isBytes { key += block.withBytes(index, place) { bytes in bytes.indices.map { bytes[$0] } } + [0, 0] } else {
                        KeyEncoding.append(block.integer(index, place), to: &key)
                    }
                }
                given.add(
                    moment, key,
                    (keys..<all.count).map { place in
                        if block.isNull(index, place) { return .null }
                        return all[place].type.isBytes
                            ? .text(block.withBytes(index, place) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) })
                            : .units(block.integer(index, place))
                    })
            }
        }
    }

    /// The reference's rows under the keys of ``reader(_:of:where:)``.
    private static func keyed(_ rows: Rows, of projection: Projection) -> Rows {
        var keyed: Rows = [:]
        for (key, cells) in rows {
            var (offset, text, parts) = (0, [UInt8](), [UInt8]())
            for part in projection.schema.key {
                let value = KeyEncoding.read(part.type, from: key.span, at: &offset, isOnlyPart: projection.schema.key.count == 1, text: &text)
                if part.type.isBytes { parts += text + [0, 0] } else { KeyEncoding.append(value, to: &parts) }
            }
            keyed[parts] = cells
        }
        return keyed
    }

    /// Gives events their times of recording: in order, nearly in order, or in none.
    private static func recorded(_ events: [StoredEvent], disorder: Int, _ random: inout SeededNumbers) -> [StoredEvent] {
        events.enumerated().map { number, event in
            var event = event
            let shift = disorder == 0 ? 0 : Int.random(in: -disorder...disorder, using: &random)
            event.event.recordedAt = Timestamp(microseconds: Int64(max(0, number + shift)) * 1000) ?? .first
            return event
        }
    }

    @Test(arguments: 0..<60)
    func `the rows of every moment are those of its events alone, whatever batches, workers and memory`(world: Int) throws {
        var random = SeededNumbers(UInt64(4_100 + world))
        let count = Int.random(in: 0...900, using: &random)
        let events = Self.recorded(RandomWorld.events(count, seed: UInt64(world)), disorder: [0, 0, 3, 2000][world % 4], &random)
        let last = events.last?.position ?? 0
        let isByTime = world % 3 != 0
        let moments: [Moment] = (0..<Int.random(in: 1...6, using: &random)).map { _ in
            isByTime
                ? .time(Timestamp(microseconds: Int64.random(in: -5...Int64(count) + 5, using: &random) * 1000) ?? .first)
                : .position(Int64.random(in: 0...last + 3, using: &random))
        }.sorted { $0.last(of: .max) != $1.last(of: .max) ? $0.last(of: .max) < $1.last(of: .max) : Self.time($0) < Self.time($1) }
        try withFolder { folder in
            let options = FoldOptions(
                memory: [1 << 13, 1 << 16, 1 << 28].randomElement(using: &random)!, workers: Int.random(in: 1...4, using: &random),
                batchEvents: [1, 7, 64, 1000].randomElement(using: &random)!, temporaryFolder: folder)
            let (plain, groups) = (Given(), Given())
            let fold = MomentFold(events: MemoryEventStore(events), options: options)
            let outcomes = try fold.run(
                moments, through: last,
                [
                    MomentSource(RandomWorld.projection, digesting: .all, [Self.reader(plain, of: RandomWorld.projection)]),
                    MomentSource(RollupWorld.projection, [Self.reader(groups, of: RollupWorld.projection)]),
                ])
            for (number, moment) in moments.enumerated() {
                let own = events.filter { event in
                    switch moment {
                    case .position(let position): event.position <= position
                    case .time(let time): event.event.recordedAt <= time
                    }
                }
                #expect(plain[number] == Self.keyed(try RandomWorld.expected(own), of: RandomWorld.projection), "moment \(number) of \(moments)")
                #expect(groups[number] == Self.keyed(try RollupWorld.expected(own), of: RollupWorld.projection), "moment \(number) of \(moments)")
                #expect(outcomes[0][number].events?.events == Int64(own.count { RandomWorld.isRead($0) }))
                let alone = try MomentFold(events: MemoryEventStore(own), options: options).run(
                    [.position(.max)], through: last, [MomentSource(RandomWorld.projection, digesting: .all, [])])
                #expect(outcomes[0][number].events == alone[0][0].events)
            }
            if world % 4 == 0 { #expect(plain.repeated.withLock { $0 }.isEmpty, "events in order are folded once") }
        }
    }

    private static func time(_ moment: Moment) -> Int64 { if case .time(let time) = moment { time.microseconds } else { 0 } }

    @Test func `only rows in the range of the period are given`() throws {
        let events = RandomWorld.events(400, seed: 9)
        let column = RandomWorld.projection.schema.allColumns.firstIndex { $0.name == "last_at" }!
        try withFolder { folder in
            let given = Given()
            let range = ColumnRange(column: column, from: 100_000_000, to: 200_000_000)
            _ = try MomentFold(events: MemoryEventStore(events), options: FoldOptions(temporaryFolder: folder)).run(
                [.position(.max)], through: .max, [MomentSource(RandomWorld.projection, [Self.reader(given, of: RandomWorld.projection, where: range)])])
            let expected = try RandomWorld.expected(events).filter { row in
                if case .units(let value) = row.value[3] { value >= range.from && value < range.to } else { false }
            }
            #expect(!expected.isEmpty)
            #expect(given[0] == Self.keyed(expected, of: RandomWorld.projection))
        }
    }

    @Test(arguments: [1, 3]) func `an event that cannot be folded ends the run only if a moment needs it, and is named`(workers: Int) throws {
        var events = RandomWorld.events(300, seed: 4)
        events[200].event.type = "Paid"
        events[200].event.data = #"{"amount":"much"}"#
        let bad = events[200].position
        try withFolder { folder in
            let options = FoldOptions(workers: workers, batchEvents: 50, temporaryFolder: folder)
            let fold = MomentFold(events: MemoryEventStore(events), options: options)
            _ = try fold.run([.position(10), .position(bad - 1)], through: .max, [MomentSource(RandomWorld.projection, [])])
            let error = #expect(throws: RefoldError.self) {
                _ = try fold.run([.position(10), .position(bad)], through: .max, [MomentSource(RandomWorld.projection, [])])
            }
            #expect(error?.faults.first?.place == .event(position: bad, stream: events[200].stream, type: "Paid"))
            let parked = try fold.run(
                [.position(bad - 1), .position(bad), .position(.max)], through: .max, [MomentSource(RandomWorld.projection, parks: true, [])])
            #expect(parked[0].map(\.parked) == [0, 1, 1])
        }
    }

    @Test("a run that is cancelled ends with status 5")
    func cancelled() throws {
        try withFolder { folder in
            let fold = MomentFold(
                events: MemoryEventStore(RandomWorld.events(100, seed: 1)), options: FoldOptions(batchEvents: 10, temporaryFolder: folder),
                isCancelled: { true })
            let error = #expect(throws: RefoldError.self) {
                _ = try fold.run([.position(.max)], through: .max, [MomentSource(RandomWorld.projection, [])])
            }
            #expect(error?.status == .incomplete)
            #expect(error?.faults.first?.remedy == "run the same command again, with more time")
        }
    }
}
