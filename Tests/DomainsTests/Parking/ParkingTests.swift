import Foundation
import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("A run that parks")
struct ParkingTests {
    private let projection = ParkingWorld.accounts

    private func event(_ position: Position, _ stream: String, _ version: Int64, _ type: String, _ amount: String, id: String? = nil) -> StoredEvent {
        StoredEvent(
            position: position, stream: stream, version: version,
            event: NewEvent(
                id: id ?? "e\(position)", type: type, data: #"{"owner":"o","amount":\#(amount)}"#, occurredAt: .first, recordedAt: .first))
    }

    /// Forty accounts, each with a payment; those of every fourth one are bad.
    private var events: [StoredEvent] {
        var events: [StoredEvent] = []
        for number in 1...40 {
            let amount = number % 4 == 0 ? #""SECRET""# : "1"
            events.append(event(Position(number * 2 - 1), "a\(number)", 1, "Opened", "\(number)"))
            events.append(event(Position(number * 2), "a\(number)", 2, "Paid", amount))
        }
        return events
    }

    private func options(_ park: Int?, memory: Int = 1 << 30, workers: Int = 2, batch: Int = 3) -> FoldOptions {
        FoldOptions(memory: memory, workers: workers, batchEvents: batch, temporaryFolder: NSTemporaryDirectory(), park: park)
    }

    private func run(_ events: [StoredEvent], _ store: any ReadModelStore, _ options: FoldOptions) -> FoldRun {
        FoldRun(events: MemoryEventStore(events), readModels: store, options: options)
    }

    private func parked(in store: any ReadModelStore) throws -> [ParkedEvent] {
        try store.generations().first { $0.state == .served }.map { (generation) throws(RefoldError) in try store.parked(in: generation) } ?? []
    }

    @Test("parks as many as it may, and with one more stops at the first of all, however it is divided", arguments: Adapter.allCases)
    func budget(adapter: Adapter) throws {
        try adapter.with { store, _ in
            for (memory, workers) in [(1 << 30, 1), (1 << 30, 4), (0, 1), (0, 4)] {
                let run = run(events, store, options(9, memory: memory, workers: workers))
                let error = try #require(#expect(throws: RefoldError.self) { try run.rebuild([projection]) })
                #expect(error.status == .failed)
                #expect(error.faults[0].place == .event(position: 8, stream: "a4", type: "Paid"))
                #expect(!"\(error)".contains("SECRET"))
                let states = try store.generations().map(\.state)
                #expect(!states.contains(.served) && !states.contains(.built))
            }
            let outcome = try run(events, store, options(10)).rebuild([projection])[0]
            #expect(outcome.parked == 10)
            let parked = try parked(in: store)
            let positions: [Position] = [8, 16, 24, 32, 40, 48, 56, 64, 72, 80]
            #expect(parked.map(\.position) == positions)
            #expect(Set(parked.map(\.reason)) == ["column \"balance\": the value is not an integer of 64 bits"])
            #expect(Set(parked.map(\.held)) == [0])
        }
    }

    @Test("writes nothing of a catch-up that parks too many; one without leave to park holds what waits and stops at a new bad event")
    func catchUp() throws {
        let store = MemoryReadModelStore()
        _ = try run(Array(events.prefix(8)), store, options(1)).catchUp([projection])
        let later = Array(events.prefix(8)) + [event(9, "a4", 3, "Paid", "1"), event(10, "a4", 4, "Paid", #""SECRET""#), event(11, "a1", 3, "Paid", "5")]
        #expect(try run(later, store, options(nil)).catchUp([projection])[0].parked == 1)
        #expect(try parked(in: store).map(\.held) == [2])
        let rows = store.servedRows(of: "things")
        let worse = later + [event(12, "a1", 4, "Paid", "5"), event(13, "a1", 5, "Paid", #""SECRET""#)]
        for park in [Int?.none, 1] {
            let error = #expect(throws: RefoldError.self) { try run(worse, store, options(park)).catchUp([projection]) }
            let place: Place = park == nil ? .event(position: 13, stream: "a1", type: "Paid") : .event(position: 8, stream: "a4", type: "Paid")
            #expect(error?.faults[0].place == place)
            #expect(store.servedRows(of: "things") == rows)
            #expect(try store.generations().map(\.position) == [11])
            #expect(try parked(in: store).map(\.held) == [2])
        }
        // What is over its number already goes on, if nothing is added.
        #expect(try run(later, store, options(0)).catchUp([projection])[0].parked == 1)
    }

    /// Ten thousand accounts, all of whose payments are bad.
    private var badPayments: [StoredEvent] {
        (1...10_000).flatMap { number in
            let stream = "account-\(number)"
            return [
                event(Position(number * 2 - 1), stream, 1, "Opened", "1"),
                event(Position(number * 2), stream, 2, "Paid", #""SECRET""#, id: "an id of thirty-six characters \(number)"),
            ]
        }
    }

    @Test("ends with a word about memory if the list of parked events does not fit, also of those that it finds; with enough for it all are parked", arguments: [1, 4])
    func memory(workers: Int) throws {
        let events = badPayments
        let store = MemoryReadModelStore()
        let small = #expect(throws: RefoldError.self) { try run(events, store, options(.max, memory: 1 << 20, workers: workers, batch: 500)).rebuild([projection]) }
        #expect(small?.status == .failed)
        #expect(small?.faults.first?.place == .event(position: 2, stream: "account-1", type: "Paid"))
        #expect(small?.faults.first?.remedy?.contains("--memory") == true)
        #expect(try store.generations().allSatisfy { $0.state == .building })
        #expect(try run(events, store, options(.max, memory: 10 << 20, workers: workers, batch: 500)).rebuild([projection])[0].parked == 10_000)
        let rows = store.servedRows(of: "things")
        let whole = MemoryReadModelStore()
        _ = try run(events, whole, options(.max, workers: workers)).rebuild([projection])
        #expect(rows == whole.servedRows(of: "things") && rows.count == 10_000)
        let more = events + [event(20_001, "a", 1, "Opened", "1")]
        let later = #expect(throws: RefoldError.self) { try run(more, store, options(.max, memory: 1 << 20, workers: workers)).catchUp([projection]) }
        #expect(later?.faults.first?.remedy == small?.faults.first?.remedy)
        #expect(try store.generations().first { $0.state == .served }?.position == 20_000)
        #expect(try run(more, store, options(.max, workers: workers)).catchUp([projection])[0].parked == 10_000)
    }

    @Test("A rebuild that is interrupted twice has all that its parts parked, with what is held after them", arguments: [1, 3])
    func interruptedTwice(workers: Int) throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-parking-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        // Later payments of every account come at the end, so that those of bad ones are held.
        let all = events + (1...40).map { event(Position(80 + $0), "a\($0)", 3, "Paid", "1") }
        let store = MemoryReadModelStore()
        var (interruptions, resumed) = (0, [Int]())
        for after in [12, 12, .max] {
            var options = options(.max, workers: workers)
            options.resume = ResumeOptions(folder: folder.path, program: { 1 }, now: { .first }, startsAgain: false, savesBeforeWriting: true)
            var done = 0
            resumed.append(0)
            let run = FoldRun(
                events: MemoryEventStore(all), readModels: store, options: options, progress: { _ in done += 1 },
                notice: { if case .goesOn = $0 { resumed[resumed.count - 1] += 1 } }, isCancelled: { done >= after })
            do throws(RefoldError) {
                _ = try run.rebuild([projection])
            } catch {
                #expect(error.status == .incomplete)
                interruptions += 1
            }
        }
        #expect(interruptions == 2)
        #expect(resumed == [0, 1, 1])
        let whole = MemoryReadModelStore()
        _ = try run(all, whole, options(.max)).rebuild([projection])
        #expect(try parked(in: store) == parked(in: whole))
        #expect(try parked(in: store).map(\.held) == Array(repeating: 1, count: 10))
        #expect(store.servedRows(of: "things") == whole.servedRows(of: "things"))
    }

    @Test("A drop is honoured by later rebuilds, but not if another event has its position")
    func otherStore() throws {
        let store = MemoryReadModelStore()
        _ = try run(events, store, options(.max)).rebuild([projection])
        let work = ParkedRun(events: MemoryEventStore(events), readModels: store) { .first }
        for position in try parked(in: store).map(\.position) { _ = try work.drop(projection, position: position, reason: "a test") }
        #expect(try run(events, store, options(nil)).rebuild([projection])[0].parked == 0)
        var others = events
        for index in others.indices { others[index].event.id = "f\(index)" }
        #expect(throws: RefoldError.self) { try run(others, store, options(nil)).rebuild([projection]) }
        #expect(try run(others, store, options(.max)).rebuild([projection])[0].parked == 10)
        let error = #expect(throws: RefoldError.self) { try work.retry(projection) }
        #expect(error?.status == .refused)
    }

    @Test("A rebuild that was interrupted after it had parked events is not gone on with by one that may not park")
    func resumed() throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("refold-parking-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        let store = MemoryReadModelStore()
        func attempt(_ park: Int?, interruptedAfter batches: Int) -> (error: RefoldError?, reasons: [FoldNotice.Reason]) {
            var options = options(park)
            options.resume = ResumeOptions(folder: folder.path, program: { 1 }, now: { .first }, startsAgain: false, savesBeforeWriting: true)
            var (reasons, done): ([FoldNotice.Reason], Int) = ([], 0)
            do throws(RefoldError) {
                _ = try FoldRun(
                    events: MemoryEventStore(events), readModels: store, options: options, progress: { _ in done += 1 },
                    notice: { if case .startsAgain(_, let reason) = $0 { reasons.append(reason) } }, isCancelled: { done >= batches }
                ).rebuild([projection])
                return (nil, reasons)
            } catch {
                return (error, reasons)
            }
        }
        #expect(attempt(.max, interruptedAfter: 6).error?.status == .incomplete)
        let second = attempt(nil, interruptedAfter: .max)
        #expect(second.reasons == [.otherParking] && second.error?.faults[0].place == .event(position: 8, stream: "a4", type: "Paid"))
        #expect(attempt(.max, interruptedAfter: 6).error?.status == .incomplete)
        // What the resumed one has parked counts.
        #expect(attempt(1, interruptedAfter: .max).error?.status == .failed)
    }
}
