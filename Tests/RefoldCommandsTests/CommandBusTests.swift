import RefoldCommands
import RefoldCore
import RefoldPayments
import RefoldPosts
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Synchronization
import Testing

@Suite("The command bus")
struct CommandBusTests {
    private static let time = Timestamp("2024-03-01T09:30:00Z") ?? .first

    private static let process = PaymentCommand.process(by: "u", reference: nil)

    private func vote(_ id: String, by user: String) -> CommandRequest {
        CommandRequest(id: id, PostRequest(post: "x", command: .voteUp(by: user)))
    }

    @Test("Commands of one stream in one batch see each other's effects, even if other domains write to it")
    func sequence() throws {
        let grant = UserAccessCommand.grant(by: "a")
        // An import may begin a payment in such a stream; a command cannot.
        let store = MemoryEventStore()
        _ = try store.append([EventStoreContract.event("0", "PaymentInitiated")], to: "access-u", expecting: .any)
        let outcomes = try CommandBus(store, now: { Self.time }).dispatch([
            CommandRequest.payment("1", "p", .sample, expecting: 0), CommandRequest.payment("2", "q", Self.process), CommandRequest.payment("3", "p", Self.process, expecting: 1),
            CommandRequest.payment("4", "p", Self.process), CommandRequest.payment("1", "q", .sample), CommandRequest.payment("3", "p", Self.process, expecting: 0),
            CommandRequest(id: "5", UserAccessRequest(user: "u", command: grant)), CommandRequest.payment("6", "access-u", Self.process, expecting: 2),
        ])
        #expect(
            outcomes == [
                .accepted(stream: "p", version: 1), .rejected(stream: "q", reason: "PaymentNotFound"), .accepted(stream: "p", version: 2),
                .rejected(stream: "p", reason: "PaymentIsAlreadyProcessed"), .duplicate(stream: "p", version: 1),
                .duplicate(stream: "p", version: 2), .accepted(stream: "access-u", version: 2), .accepted(stream: "access-u", version: 3),
            ])
    }

    @Test("A decision on an outdated state is repeated")
    func overtaken() throws {
        let store = MemoryEventStore()
        let outcomes = try CommandBus(OvertakingWriteSide(store: store), now: { Self.time }).dispatch([
            CommandRequest.payment("1", "p", .sample), CommandRequest.payment("2", "q", .sample), CommandRequest.payment("3", "q", Self.process, expecting: 2),
        ])
        #expect(
            outcomes == [.accepted(stream: "p", version: 2), .accepted(stream: "q", version: 2), .accepted(stream: "q", version: 3)])
        #expect(store.all.map(\.event.id) == ["other-p", "command:1", "other-q", "command:2", "command:3"])
    }

    @Test("A batch of votes on one post reads its events once, and refused votes read no more")
    func votes() throws {
        let store = MemoryEventStore()
        let bus = CommandBus(store, now: { Self.time })
        let publish = PostRequest(post: "x", command: .publish(title: "t", body: "b", by: "u"))
        _ = try bus.dispatch([CommandRequest(id: "0", publish)] + (0..<50).map { vote("a\($0)", by: "a\($0)") })
        let counting = CountingWriteSide(store: store)
        let again = (0..<50).flatMap { number -> [CommandRequest] in
            [vote("b\(number)", by: "b\(number)"), vote("c\(number)", by: "b\(number)"), vote("a\(number)", by: "a\(number)")]
        }
        let outcomes = try CommandBus(counting, now: { Self.time }).dispatch(again)
        let wanted = (0..<50).flatMap { number -> [CommandOutcome] in
            [
                .accepted(stream: "post-x", version: 52 + Int64(number)), .rejected(stream: "post-x", reason: "UserHasAlreadyVoted"),
                .duplicate(stream: "post-x", version: 2 + Int64(number)),
            ]
        }
        #expect(outcomes == wanted)
        #expect(counting.read.value.withLock { $0 } == 51)
    }

    @Test("A rejection carries the text of its refusal, other outcomes have none")
    func facts() throws {
        let outcomes = try CommandBus(MemoryEventStore(), now: { Self.time }).dispatch([
            CommandRequest.payment("1", "p", Self.process), CommandRequest.payment("2", "p", .sample, expecting: 1),
        ])
        #expect(outcomes.map(\.description) == [
            "rejected: PaymentNotFound (no payment of this id has been initiated)", "conflict: p is at version 0",
        ])
        #expect(outcomes.map(\.facts) == [["no payment of this id has been initiated"], []])
    }

    @Test("The names of refusals are unique among all domains")
    func names() {
        let refusals: [any DomainRefusal] = PaymentRefusal.allCases + UserAccessRefusal.allCases + PostRefusal.allCases
        #expect(Set(refusals.map(\.name)).count == refusals.count)
    }
}

/// A write side that counts the events that it returns from streams.
private struct CountingWriteSide: WriteSide {
    let store: MemoryEventStore
    let read = SharedCount()

    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try store.transact(extent) { transaction throws(RefoldError) in try body(Counting(transaction, read)) }
    }

    final class SharedCount: Sendable {
        let value = Mutex(0)
    }

    private final class Counting: EventTransaction {
        private let base: any EventTransaction
        private let read: SharedCount

        init(_ base: any EventTransaction, _ read: SharedCount) {
            self.base = base
            self.read = read
        }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            let found = try base.events(in: stream, from: version, limit: limit)
            read.value.withLock { $0 += found.count }
            return found
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            try base.append(events, to: stream, expecting: expecting)
        }
    }
}

/// A write side on which another writer appends to each stream just before its first append.
private struct OvertakingWriteSide: WriteSide {
    let store: MemoryEventStore

    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try store.transact(extent) { transaction throws(RefoldError) in try body(Overtaking(transaction)) }
    }

    private final class Overtaking: EventTransaction {
        private let base: any EventTransaction
        private var overtaken: Set<String> = []

        init(_ base: any EventTransaction) { self.base = base }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            try base.events(in: stream, from: version, limit: limit)
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            if overtaken.insert(stream).inserted {
                _ = try base.append([EventStoreContract.event("other-\(stream)", "Noted")], to: stream, expecting: .any)
            }
            return try base.append(events, to: stream, expecting: expecting)
        }
    }
}
