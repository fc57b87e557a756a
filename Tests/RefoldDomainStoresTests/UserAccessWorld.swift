import Foundation
import RefoldCore
import RefoldDomains
import RefoldEngine
import RefoldTestKit
import Testing

/// Random commands, repeated, refused and conflicting ones among them, in batches of random sizes, with imports and appends of other
/// programs in between.
struct UserAccessWorld {
    private var random: SeededNumbers
    private var sent: [CommandRequest] = []
    private var number = 0

    init(seed: UInt64) { random = SeededNumbers(seed) }

    static let users = (0..<6).map { "u\($0)" } + ["é", "o'b\"r%"]

    private mutating func roll(_ count: Int) -> Int { Int.random(in: 0..<count, using: &random) }

    private static func time(_ number: Int) -> Timestamp { Timestamp(microseconds: 1_709_285_400_000_000 + Int64(number) * 1_000_003) ?? .first }

    private mutating func command() -> CommandRequest {
        if roll(5) == 0, let again = sent.randomElement(using: &random) { return again }
        number += 1
        let user = Self.users[roll(Self.users.count)]
        let command: UserAccessCommand =
            switch roll(3) {
            case 0: .grant(by: "admin-\(number)")
            case 1: .suspend(reason: "reason\n\(number)", by: "boss-\(number)")
            default: .reactivate(by: "boss-\(number)")
            }
        let request = CommandRequest(
            id: "c\(number)", expectedVersion: roll(4) == 0 ? Int64(roll(4)) : nil, .access(UserAccessRequest(user: user, command: command)))
        sent.append(request)
        return request
    }

    /// Appends to a stream of an access as others do, who ask no aggregate: every order of events can come of it.
    private mutating func foreign(_ store: any EventStore, inBulk: Bool) throws {
        var new: [(stream: String, event: NewEvent)] = []
        for _ in 0...roll(3) {
            number += 1
            let kind = UserAccessEvent.Kind.allCases[roll(3)]
            let event = UserAccessEvent(kind, user: Self.users[roll(Self.users.count)], reason: kind == .suspended ? "r" : nil, by: "import")
            new.append(
                (event.stream, NewEvent(id: "import-\(number)", type: event.type, data: event.data, occurredAt: Self.time(number), recordedAt: Self.time(number))))
        }
        guard inBulk else {
            for (stream, event) in new { _ = try store.append([event], to: stream, expecting: .any) }
            return
        }
        let batch = EventBatch(events: new.count, byteCapacity: 1 << 16)
        for (stream, event) in new { batch.append(StoredEvent(position: 0, stream: stream, version: 0, event: event)) }
        try store.appendInBulk { bulk throws(RefoldError) in
            for event in 0..<batch.count { _ = try bulk.append(event, of: batch, comparingRecordedAt: true) }
        }
    }

    /// Goes on for some turns; every command of a batch and its memory twin must be answered alike.
    mutating func run(turns: Int, on writeSide: any WriteSide, _ store: any EventStore) throws {
        for _ in 0..<turns {
            if roll(4) == 0 { try foreign(store, inBulk: roll(2) == 0) }
            var commands: [CommandRequest] = []
            for _ in 0...roll(7) { commands.append(command()) }
            let time = Self.time(number)
            // The same commands on what the events alone say.
            let twin = MemoryEventStore(try EventStoreContract.everything(in: store))
            let expected = try CommandBus(MemoryWriteSide(twin), now: { time }).dispatch(commands)
            #expect(try CommandBus(writeSide, now: { time }).dispatch(commands) == expected)
        }
    }

    /// The rows that a rebuild makes of the events.
    static func rebuilt(_ store: any EventStore) throws -> [UserAccess] {
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: store, readModels: readModels, options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([.userAccess])
        let snapshot = try #require(try readModels.snapshot(of: Projection.userAccess.name))
        var accesses: [UserAccess] = []
        try snapshot.rows(columns: Array(0..<7), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for row in 0..<block.count {
                func text(_ column: Int) -> String? { block.isNull(row, column) ? nil : block.withBytes(row, column) { bytes in String(decoding: bytes.indices.map { bytes[$0] }, as: UTF8.self) } }
                func time(_ column: Int) -> Timestamp? { block.isNull(row, column) ? nil : Timestamp(microseconds: block.integer(row, column)) }
                accesses.append(
                    UserAccess(
                        user: text(0) ?? "", grantedAt: time(1), grantedBy: text(2), suspendedAt: time(3), suspendedBy: text(4),
                        suspensionReason: text(5), version: block.integer(row, 6)))
            }
        }
        return accesses
    }

    /// What loading by the events gives.
    static func loaded(_ store: any EventStore) throws -> [UserAccess] {
        try users.compactMap { user throws(RefoldError) -> UserAccess? in
            let past = try store.events(in: UserAccess.stream(of: user), from: 1, limit: nil)
            var access = UserAccess(user: user)
            for stored in past { try access.apply(stored) }
            return past.isEmpty ? nil : access
        }.sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
    }

    /// What the repository gives.
    static func kept(_ writeSide: any WriteSide) throws -> [UserAccess] {
        try writeSide.transact { transaction throws(RefoldError) in
            var accesses: [UserAccess] = []
            for user in users {
                if let access = try transaction.accesses.get(user) { accesses.append(access) }
            }
            return accesses
        }.sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
    }
}
