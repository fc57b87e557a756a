import RefoldCore
import RefoldDomains
import RefoldTestKit
import Testing

@Suite("The command bus")
struct CommandBusTests {
    private static let time = Timestamp("2024-03-01T09:30:00Z") ?? .first

    private func payment(_ id: String, _ payment: String, _ command: PaymentCommand, expecting version: Int64? = nil) -> CommandRequest {
        CommandRequest(id: id, expectedVersion: version, .payment(PaymentRequest(payment: payment, command: command)))
    }

    private static let create = PaymentCommand.create(
        CreatePayment(
            organization: "o", customerName: "Ana", customerEmail: "a@b", amount: ExactDecimal("1") ?? .zero, currency: "EUR", by: "u"))
    private static let process = PaymentCommand.process(by: "u", reference: nil)

    @Test("Commands of one stream in one batch see each other, also where other domains write to it")
    func sequence() throws {
        let grant = UserAccessCommand.grant(by: "a")
        let outcomes = try CommandBus(MemoryWriteSide(), now: { Self.time }).dispatch([
            payment("1", "p", Self.create, expecting: 0), payment("2", "q", Self.process), payment("3", "p", Self.process, expecting: 1),
            payment("4", "p", Self.process), payment("1", "q", Self.create), payment("3", "p", Self.process, expecting: 0),
            CommandRequest(id: "5", .access(UserAccessRequest(user: "u", command: grant))), payment("6", "access-u", Self.create, expecting: 1),
        ])
        #expect(
            outcomes == [
                .accepted(stream: "p", version: 1), .rejected(stream: "q", reason: "PaymentNotFound"), .accepted(stream: "p", version: 2),
                .rejected(stream: "p", reason: "PaymentIsAlreadyProcessed"), .duplicate(stream: "p", version: 1),
                .duplicate(stream: "p", version: 2), .accepted(stream: "access-u", version: 1), .accepted(stream: "access-u", version: 2),
            ])
    }

    @Test("A decision that rests on a look which others overtook is made anew")
    func overtaken() throws {
        let store = MemoryEventStore()
        let outcomes = try CommandBus(OvertakingWriteSide(store: store), now: { Self.time }).dispatch([
            payment("1", "p", Self.create), payment("2", "q", Self.create), payment("3", "q", Self.process, expecting: 2),
        ])
        #expect(
            outcomes == [.accepted(stream: "p", version: 2), .accepted(stream: "q", version: 2), .accepted(stream: "q", version: 3)])
        #expect(store.all.map(\.event.id) == ["other-p", "command:1", "other-q", "command:2", "command:3"])
    }
}

/// A write side on which somebody else appends to each stream just before its first append.
private struct OvertakingWriteSide: WriteSide {
    let store: MemoryEventStore

    func transact<Result: Sendable>(_ body: (any WriteTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try MemoryWriteSide(store).transact { transaction throws(RefoldError) in try body(Overtaking(transaction)) }
    }

    private final class Overtaking: WriteTransaction, EventTransaction {
        private let base: any WriteTransaction
        private var overtaken: Set<String> = []

        init(_ base: any WriteTransaction) { self.base = base }

        var events: any EventTransaction { self }
        var accesses: any UserAccessRepository { base.accesses }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            try base.events.events(in: stream, from: version, limit: limit)
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.events.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            if overtaken.insert(stream).inserted {
                _ = try base.events.append([EventStoreContract.event("other-\(stream)", "Noted")], to: stream, expecting: .any)
            }
            return try base.events.append(events, to: stream, expecting: expecting)
        }
    }
}
