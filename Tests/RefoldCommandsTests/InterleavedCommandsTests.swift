import RefoldCommands
import RefoldCore
import RefoldPayments
import RefoldPostgres
import RefoldPosts
import RefoldStores
import RefoldTesting
import RefoldValues
import Testing

@Suite("Two writers with conflicting commands")
struct InterleavedCommandsTests {
    private static let time = Timestamp("2024-03-01T09:30:00Z") ?? .first

    private static let process = PaymentCommand.process(by: "u", reference: nil)
    private static let refund = PaymentCommand.refund(reason: "r", by: "u")

    private static func store(_ uri: String) throws -> PostgresEventStore {
        try PostgresEventStore(PostgresLocation(uri, from: "test"), access: .creating)
    }

    /// The outcomes of `second`'s commands if `first`'s are committed between its first lookup and its first decision.
    private func outcomes(_ before: [CommandRequest], _ first: [CommandRequest], _ second: [CommandRequest]) throws -> [CommandOutcome] {
        let uri = try PostgresCluster.newDatabase()
        let (one, other) = (try Self.store(uri), try Self.store(uri))
        _ = try CommandBus(one, now: { Self.time }).dispatch(before)
        let crossed = CrossedWriteSide(base: other) { () throws(RefoldError) in
            for request in first {
                let outcomes = try CommandBus(one, now: { Self.time }).dispatch([request])
                #expect(outcomes.allSatisfy { if case .accepted = $0 { true } else { false } })
            }
        }
        return try CommandBus(crossed, now: { Self.time }).dispatch(second)
    }

    @Test("A command that another writer got accepted is a duplicate, and the next one sees its effects")
    func afterDuplicate() throws {
        let create = CommandRequest.payment("1", "p", .sample)
        #expect(
            try outcomes([], [create], [CommandRequest.payment("0", "q", .sample), create, CommandRequest.payment("2", "p", Self.process)]) == [
                .accepted(stream: "q", version: 1), .duplicate(stream: "p", version: 1), .accepted(stream: "p", version: 2),
            ])
    }

    @Test("A refusal and a conflict that rest on the state before another writer came are decided again")
    func refusals() throws {
        let found = try outcomes(
            [CommandRequest.payment("1", "p", .sample), CommandRequest.payment("2", "q", .sample)],
            [CommandRequest.payment("3", "p", Self.process), CommandRequest.payment("4", "q", Self.process), CommandRequest.payment("5", "r", .sample)],
            [
                CommandRequest.payment("6", "p", Self.refund), CommandRequest.payment("7", "q", Self.process), CommandRequest.payment("8", "q", Self.refund, expecting: 2),
                CommandRequest.payment("9", "r", Self.process, expecting: 1), CommandRequest.payment("10", "s", Self.process), CommandRequest.payment("11", "r", Self.process, expecting: 1),
            ])
        #expect(
            found == [
                .accepted(stream: "p", version: 3), .rejected(stream: "q", reason: "PaymentIsAlreadyProcessed"), .accepted(stream: "q", version: 3),
                .accepted(stream: "r", version: 2), .rejected(stream: "s", reason: "PaymentNotFound"), .conflict(stream: "r", actual: 2),
            ])
    }

    @Test("Single commands of many writers on one stream are all accepted, however often each of them loses a race")
    func manyWriters() throws {
        let uri = try PostgresCluster.newDatabase()
        let publish = PostRequest(post: "x", command: .publish(title: "t", body: "b", by: "u"))
        _ = try CommandBus(Self.store(uri), now: { Self.time }).dispatch(publish, id: "0")
        let outcomes = try Concurrently.run(16) { writer in
            let bus = CommandBus(try Self.store(uri), now: { Self.time })
            return try (0..<4).flatMap { turn in
                let vote = PostRequest(post: "x", command: .voteUp(by: "\(writer)-\(turn)"))
                return [try bus.dispatch(vote, id: "\(writer)-\(turn)")]
            }
        }.flatMap(\.self)
        let versions = outcomes.compactMap { if case .accepted(_, let version) = $0 { version } else { nil } }
        #expect(versions.sorted() == (2...65).map { Int64($0) })
    }
}

/// A write side on which another change happens after the first lookup of several streams. Its batches do not exclude single commands, nor
/// appenders without Refold's commands.
private final class CrossedWriteSide: WriteSide {
    private let base: any WriteSide
    private let meanwhile: @Sendable () throws(RefoldError) -> Void

    init(base: any WriteSide, meanwhile: @escaping @Sendable () throws(RefoldError) -> Void) {
        self.base = base
        self.meanwhile = meanwhile
    }

    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try base.transact(.oneCommand) { transaction throws(RefoldError) in try body(Crossed(transaction, meanwhile)) }
    }

    private final class Crossed: EventTransaction {
        private let base: any EventTransaction
        private let meanwhile: () throws(RefoldError) -> Void

        init(_ base: any EventTransaction, _ meanwhile: @escaping () throws(RefoldError) -> Void) {
            self.base = base
            self.meanwhile = meanwhile
        }

        func events(inEach streams: [String]) throws(RefoldError) -> [StoredEvent] {
            let found = try base.events(inEach: streams)
            try meanwhile()
            return found
        }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            try base.events(in: stream, from: version, limit: limit)
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            try base.append(events, to: stream, expecting: expecting)
        }
    }
}
