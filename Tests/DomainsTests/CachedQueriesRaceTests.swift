import Foundation
import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldEngine
import RefoldPayments
import RefoldQueries
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization
import Testing

@Suite("Cached queries with a concurrent writer")
struct CachedQueriesRaceTests {
    /// The answer that a reader got.
    private struct Found: Sendable {
        var question: Question
        /// How many states of the read models had been seen at the time of the query.
        var stood: Int
        var revision: ReadModelRevision
        var text: String
    }

    private enum Question: Hashable, Sendable {
        case payment(String)
        case list(String)
        /// Nil for all organisations.
        case figures(String?)

        var model: String { if case .figures = self { "payment_analytics" } else { "payments" } }

        /// The revision of the answer, and all of it as text.
        func ask(_ queries: any PaymentQueries) throws(RefoldError) -> (revision: ReadModelRevision, text: String) {
            switch self {
            case .payment(let id):
                let answer = try queries.payment(id)
                return (answer.revision, "\(answer.value, default: "none")")
            case .list(let organization):
                let answer = try queries.payments(of: organization, PageRequest(limit: 5))
                return (answer.revision, "\(answer.value)")
            case .figures(let organization):
                let answer = try queries.analytics(of: organization, created: .always)
                return (answer.revision, "\(answer.value)")
            }
        }
    }

    /// A state of the read models, and the answers of uncached queries in it.
    private typealias State = [Question: (revision: ReadModelRevision, text: String)]

    @Test(
        "answer as the plain ones do at their revision, and never from before the question, while payments are appended, caught up and rebuilt",
        arguments: Adapter.allCases)
    func isTrue(adapter: Adapter) throws {
        let source = MemoryEventStore()
        try Seed.payments.write(240, seed: 11, to: source)
        let events = source.all
        let questions = Self.questions(of: events)
        try adapter.with { readModels, reader in
            let store = MemoryEventStore()
            let plain = StoredPaymentQueries(reader)
            let bus = EventBus()
            let cached = CachedPaymentQueries(plain, bounds: CacheBounds(entries: 8), bus: bus, revision: reader.revision(of:))
            let run = FoldRun(events: store, readModels: readModels, options: FoldOptions(temporaryFolder: NSTemporaryDirectory()))
            let states = Mutex<[State]>([])
            @Sendable func note() throws(RefoldError) {
                var state: State = [:]
                for question in questions { state[question] = try question.ask(plain) }
                states.withLock { [state] in $0.append(state) }
            }
            _ = try run.rebuild([.payments, .paymentAnalytics])
            try note()
            let isOver = Atomic(false)
            let found = try Concurrently.run(5) { (thread) throws -> [Found] in
                if thread == 0 {
                    defer { isOver.store(true, ordering: .releasing) }
                    try Self.write(events, to: store, through: bus) { step throws(RefoldError) in
                        let run = FoldRun(events: store, readModels: readModels, options: FoldOptions(temporaryFolder: NSTemporaryDirectory()))
                        // A rebuild brings what is served forward before it compares, so that is a state, too.
                        _ = try run.catchUp([.payments, .paymentAnalytics])
                        try note()
                        guard step % 6 == 5 else { return }
                        _ = try run.rebuild([.payments, .paymentAnalytics])
                        try note()
                    }
                    return []
                }
                var numbers = SeededNumbers(UInt64(thread))
                var found: [Found] = []
                while found.count < 100 || !isOver.load(ordering: .acquiring), let question = questions.randomElement(using: &numbers) {
                    let stood = states.withLock { $0.count } - 1
                    let answer = try question.ask(cached)
                    found.append(Found(question: question, stood: stood, revision: answer.revision, text: answer.text))
                }
                return found
            }
            try Self.check(found.flatMap(\.self), against: states.withLock { $0 })
        }
    }

    /// Appends the events in small commits and catches the read models up after each.
    private static func write(
        _ events: [StoredEvent], to store: MemoryEventStore, through bus: EventBus, _ bringForward: (Int) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        for (step, start) in stride(from: 0, to: events.count, by: 10).enumerated() {
            try bus.publishing { () throws(RefoldError) in
                let part = events[start..<min(start + 10, events.count)]
                for stored in part { _ = try store.append([stored.event], to: stored.stream, expecting: .any) }
                return ((), Array(part))
            }
            try bringForward(step)
        }
    }

    private static func check(_ found: [Found], against states: [State]) throws {
        for found in found {
            let place = try #require(
                states.lastIndex { $0[found.question]?.revision == found.revision }, "a state that \(found.question.model) never had: \(found.revision)")
            #expect(place >= found.stood, "an answer from before the question")
            #expect(states[place][found.question]?.text == found.text)
        }
    }

    private static func questions(of events: [StoredEvent]) -> [Question] {
        let payments = Set(events.prefix(60).map(\.stream)).sorted().prefix(6)
        let organizations = Set(events.compactMap { try? $0.text("organization_id") }).sorted().prefix(3)
        return payments.map { .payment($0) } + organizations.flatMap { [.list($0), .figures($0)] } + [.figures(nil)]
    }
}
