import Foundation
import RefoldCore
import RefoldEngine
import RefoldTesting
import RefoldValues
import Testing

/// What never matched has to be told whatever a run is cut into: lanes, partitions that are spilled, runs that go on with another.
@Suite("What never matched")
struct MatchesTests {
    private static let types = ["Opened", "Paid", "Renamed", "Closed", "Never"]
    private static let paths = ["owner", "amount", "absent", "x"]

    /// Reads some paths of some types, and has two columns: the owner, and one that only a type fills that may not occur.
    private static func projection(_ random: inout SeededNumbers) -> Projection {
        let columns = [ColumnSchema("owner", .text), ColumnSchema("renamed", .integer), ColumnSchema("nothing", .text)]
        let layout = RowLayout(columns: columns)
        func handler(_ type: String) -> Projection.Handler {
            Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
                if type == "Renamed" { row.set(layout.columns[1], to: 1) }
                try row.set(layout.columns[0], from: event, PayloadField(index: 0))
            }
        }
        let chosen = types.shuffled(using: &random).prefix(Int.random(in: 1...types.count, using: &random)).sorted()
        let readings = chosen.map { type in
            ExpectedMatches.Reading(types: [ExactText(type)], fields: (0...4).filter { _ in Bool.random(using: &random) })
        }
        return Projection(
            name: "watched", version: 1, fingerprint: 3, schema: ReadModelSchema(name: "watched", key: [ColumnSchema("key", .text)], columns: columns),
            layout: layout, key: .stream, dataPaths: paths.map { [$0] }, metadataPaths: [["by"]],
            handlers: Dictionary(uniqueKeysWithValues: chosen.map { (ExactText($0), handler($0)) }), eventColumns: .metadata,
            expected: ExpectedMatches(readings: readings))
    }

    /// The same by Foundation's JSON.
    private static func expected(_ projection: Projection, _ events: [StoredEvent]) throws -> Set<Unmatched> {
        var found: Set<Unmatched> = []
        for reading in projection.expected.readings {
            let type = reading.types?.first?.text ?? ""
            let own = events.filter { $0.event.type == type }
            guard !own.isEmpty else {
                found.insert(.type(type))
                continue
            }
            let payloads = try own.map { try JSONSerialization.jsonObject(with: Data($0.event.data.utf8)) as? [String: Any] ?? [:] }
            for field in reading.fields where field < paths.count && !payloads.contains(where: { $0[paths[field]] != nil }) {
                found.insert(.path(names: [paths[field]], isMetadata: false, types: [type]))
            }
        }
        let read = events.filter { event in projection.handlers[ExactText(event.event.type)] != nil }
        guard !read.isEmpty else { return found }
        found.insert(.column("nothing"))
        if !read.contains(where: { $0.event.type == "Renamed" }) { found.insert(.column("renamed")) }
        let last = Dictionary(grouping: read) { ExactText($0.stream) }.values.compactMap(\.last)
        if !last.contains(where: { $0.event.data.contains("\"owner\"") }) { found.insert(.column("owner")) }
        return found
    }

    @Test("is the same however the run is cut up, and after it was interrupted again and again", arguments: 1...40)
    func any(seed: UInt64) throws {
        var random = SeededNumbers(seed)
        let projection = Self.projection(&random)
        let left = Set(Self.types.filter { _ in Int.random(in: 0..<4, using: &random) == 0 })
        let events = RandomWorld.events([3, 30, 400, 2000].randomElement(using: &random)!, seed: seed).filter { !left.contains($0.event.type) }
        let world = try InterruptedWorld()
        for turn in 0..<400 {
            let attempt = world.rebuild(
                events, Cutting.random(using: &random), interruptedAfter: turn > 300 ? nil : Int.random(in: 1...12, using: &random),
                savesBeforeWriting: true, of: [projection])
            guard let outcome = attempt.outcomes?.first else { continue }
            let found = projection.unmatched(outcome.matches)
            #expect(Set(found) == (try Self.expected(projection, events)), "\(left) after \(turn) runs")
            #expect(Set(found).count == found.count)
            return
        }
        Issue.record("it never ended")
    }

    @Test("counts what the rest of the store holds, if a catch-up goes on with an interrupted run")
    func laterEvents() throws {
        let all = RandomWorld.events(600, seed: 5)
        let early = all.filter { $0.position < 300 && $0.event.type != "Renamed" }
        let world = try InterruptedWorld()
        let cutting = Cutting(batch: 20, workers: 2, memory: 1 << 20)
        let first = world.attempt(MemoryEventStore(early), cutting, interruptedAfter: 2) { (run) throws(RefoldError) in
            try run.catchUp([RandomWorld.projection])
        }
        #expect(first.error?.status == .incomplete)
        let later = early + all.filter { $0.position >= 300 }
        let second = world.attempt(MemoryEventStore(later), cutting) { (run) throws(RefoldError) in try run.catchUp([RandomWorld.projection]) }
        let outcome = try #require(second.outcomes?.first)
        #expect(outcome.resumedFrom != nil && outcome.action == .rebuilt)
        #expect(!RandomWorld.projection.unmatched(outcome.matches).contains(.type("Renamed")))
    }

    @Test("keeps readers with what is served, of every projection of the run, if it is not approved")
    func notApproved() throws {
        struct Seen { var names: [String] = [] }
        let readModels = MemoryReadModelStore()
        var seen = Seen()
        let run = FoldRun(
            events: MemoryEventStore(RandomWorld.events(200, seed: 3)), readModels: readModels,
            options: Cutting(batch: 50, workers: 2, memory: 1 << 20).options,
            approve: { (built) throws(RefoldError) in
                seen.names = built.map(\.projection)
                throw RefoldError(.refused, "no")
            })
        #expect(throws: RefoldError(.refused, "no")) { try run.rebuild([RandomWorld.projection, RandomWorld.kinds]) }
        #expect(seen.names == ["accounts", "kinds"])
        #expect(try readModels.generations().allSatisfy { $0.state != .served })
    }
}
