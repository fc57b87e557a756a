import Foundation
import RefoldDomain
import RefoldEngine
import RefoldPayments
import RefoldTesting
import RefoldValues
import Synchronization
import Testing
@testable import RefoldPostgres

@Suite("Read models with writers that commit in any order")
struct InterleavedReadModelTests {
    /// A program that writes payments by plain SQL, each in two transactions that end at different times and in different ways.
    private struct PaymentWriter {
        let number: Int
        /// Two sessions, so that one transaction may stay open while the other commits.
        let sessions: [OtherWriter]
        var random: SeededNumbers

        init(_ uri: String, number: Int) throws {
            self.number = number
            random = SeededNumbers(UInt64(number))
            sessions = [try OtherWriter(uri), try OtherWriter(uri)]
        }

        private static func insertion(_ event: PaymentEvent, version: Int) -> String {
            """
            INSERT INTO event_store (event_id, aggregate_id, version, event_type, event_data, event_metadata, occurred_at, recorded_at)
            VALUES ('\(event.stream)-\(version)', '\(event.stream)', \(version), '\(event.type)', '\(event.data)', '{}', now(), now())
            """
        }

        mutating func writePayments(_ turn: Int) throws {
            let payments = (0..<4).map { "p\(number)-\(turn)-\($0)" }
            func step(_ payment: String) -> PaymentEvent.Step { PaymentEvent.Step(payment: payment, organization: "org-01", by: "soak") }
            func begin(_ payment: String) throws -> String {
                let amount = Money(minorUnits: Int64(turn), currency: try #require(Currency(code: "EUR")))
                return Self.insertion(
                    .initiated(
                        .init(payment: payment, organization: "org-01", customerName: "Ana", customerEmail: "a@example.com", amount: amount, by: "soak")),
                    version: 1)
            }
            // Opened first, so with the lower positions; ended last, or rolled back.
            try sessions[0].run("BEGIN; \(begin(payments[0])); \(begin(payments[1]))")
            try sessions[1].run(begin(payments[2]))
            try sessions[1].run("BEGIN; \(begin(payments[3])); \(Self.insertion(.processed(step(payments[2]), reference: nil), version: 2))")
            let endings = ["COMMIT", "COMMIT", "ROLLBACK"]
            for session in sessions.indices.shuffled(using: &random) { try sessions[session].run(endings.randomElement(using: &random) ?? "COMMIT") }
            // A payment whose first event was rolled back begins here, as version 1.
            let kept = try sessions[0].connection.query(
                "SELECT count(*) FROM event_store WHERE aggregate_id = $1", [payments[0]], to: "look").integer(0, 0)
            try sessions[1].run(kept == 0 ? begin(payments[0]) : Self.insertion(.failed(step(payments[0]), reason: "timeout"), version: 2))
        }
    }

    private static let rows = "SELECT count(*), md5(string_agg(p::text, ' ' ORDER BY id)) FROM read_models.payments AS p"

    @Test("are, after many catch-ups, the same as after a rebuild")
    func soak() throws {
        let uri = try PostgresCluster.newDatabase()
        try Seed.payments.write(100, seed: 3, to: PostgresEventStoreTests.store(uri))
        let writing = Mutex(8)
        let (end, lastEnd) = (ContinuousClock.now + .seconds(6), ContinuousClock.now + .seconds(180))
        let caughtUp = Atomic(0)
        let runs = try Concurrently.run(9) { thread -> Int in
            if thread == 8 {
                var runs = 0
                defer { caughtUp.store(.max, ordering: .relaxed) }
                while writing.withLock({ $0 > 0 }) {
                    _ = try Self.run(uri).catchUp([.payments])
                    runs += 1
                    caughtUp.store(runs, ordering: .relaxed)
                }
                return runs
            }
            defer { writing.withLock { $0 -= 1 } }
            var writer = try PaymentWriter(uri, number: thread)
            var turn = 0
            // As long as it takes for events to come between two catch-ups.
            while caughtUp.load(ordering: .relaxed) < 2 || turn < 400 && ContinuousClock.now < end, ContinuousClock.now < lastEnd {
                try writer.writePayments(turn)
                turn += 1
            }
            return 0
        }
        #expect(runs[8] > 1)
        let last = try Self.run(uri).catchUp([.payments])
        let newest = try Int64(PostgresCluster.psql(uri, "SELECT max(position) FROM event_store"))
        #expect(last.first?.position == newest)
        let rows = try PostgresCluster.psql(uri, Self.rows)
        #expect(try rows.hasPrefix(PostgresCluster.psql(uri, "SELECT count(DISTINCT aggregate_id) FROM event_store") + "|"))
        let rebuilt = try Self.run(uri).rebuild([.payments])
        #expect(rebuilt.first?.action == .rebuilt)
        #expect(try PostgresCluster.psql(uri, Self.rows) == rows)
    }

    private static func run(_ uri: String) throws -> FoldRun {
        FoldRun(
            events: try PostgresEventStoreTests.store(uri, .reading),
            readModels: PostgresReadModelStore(try PostgresLocation(uri, from: "test")) { .first },
            options: FoldOptions(workers: 4, temporaryFolder: NSTemporaryDirectory()))
    }
}
