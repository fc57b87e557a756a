import Foundation
import RefoldCore
import RefoldEngine
import RefoldPayments
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing
@testable import RefoldCommands

/// Random commands, some repeated, refused or conflicting, in batches of random sizes, with imports and appends of other programs in
/// between.
struct UserAccessWorld {
    private var random: SeededNumbers
    private var sent: [CommandRequest] = []
    private var number = 0

    init(seed: UInt64) { random = SeededNumbers(seed) }

    static let users = (0..<6).map { "u\($0)" } + ["\u{E9}", "e\u{301}", "o'b\"r%"]

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
            id: "c\(number)", expectedVersion: roll(4) == 0 ? Int64(roll(4)) : nil, UserAccessRequest(user: user, command: command))
        sent.append(request)
        return request
    }

    /// Appends to a stream of an access without the aggregate, as other programs do: events in any order, also of other types, and in the
    /// stream of the bare prefix.
    private mutating func foreign(_ store: any EventStore, inBulk: Bool) throws {
        var new: [(stream: String, event: NewEvent)] = []
        for _ in 0...roll(3) {
            number += 1
            let kind = UserAccessEvent.Kind.allCases[roll(3)]
            let user = roll(8) == 0 ? "" : Self.users[roll(Self.users.count)]
            let event = UserAccessEvent(kind, user: user, reason: kind == .suspended ? "r" : nil, by: "import")
            let type = roll(3) == 0 ? ["Noted", "PaymentInitiated"][roll(2)] : event.type
            new.append(
                (event.stream, NewEvent(id: "import-\(number)", type: type, data: event.data, occurredAt: Self.time(number), recordedAt: Self.time(number))))
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

    /// Runs several rounds; every command must have the same outcome in its batch and in the reference in memory.
    mutating func run(turns: Int, on writeSide: any WriteSide, _ store: any EventStore) throws {
        for _ in 0..<turns {
            if roll(4) == 0 { try foreign(store, inBulk: roll(2) == 0) }
            var commands: [CommandRequest] = []
            for _ in 0...roll(7) { commands.append(command()) }
            let time = Self.time(number)
            // The same commands, decided on the events alone.
            let twin = MemoryEventStore(try EventStoreContract.everything(in: store))
            let expected = try CommandBus(twin, now: { time }).dispatch(commands)
            #expect(try CommandBus(writeSide, now: { time }).dispatch(commands) == expected)
        }
    }

    /// The cells of a row by their bytes: Swift's own comparison of texts differs from that of databases.
    typealias Row = [[UInt8]?]

    static func row(_ access: UserAccess) -> Row {
        func text(_ time: Timestamp?) -> String? { time.map { String($0.microseconds) } }
        let cells: [String?] = [
            access.user, text(access.grantedAt), access.grantedBy, text(access.suspendedAt), access.suspendedBy, access.suspensionReason,
            String(access.version),
        ]
        return cells.map { $0.map { Array($0.utf8) } }
    }

    /// The rows that a rebuild makes from the events, by user.
    static func rebuilt(_ store: any EventStore) throws -> [Row] {
        let readModels = MemoryReadModelStore()
        _ = try FoldRun(events: store, readModels: readModels, options: FoldOptions(temporaryFolder: NSTemporaryDirectory())).rebuild([.userAccess])
        let snapshot = try #require(try readModels.snapshot(of: Projection.userAccess.name))
        var rows: [Row] = []
        try snapshot.rows(columns: Array(0..<7), where: nil, inKeyOrder: true) { block throws(RefoldError) in
            for row in 0..<block.count {
                rows.append(
                    (0..<7).map { column in
                        if block.isNull(row, column) { return nil }
                        if [1, 3, 6].contains(column) { return Array(String(block.integer(row, column)).utf8) }
                        return block.withBytes(row, column) { bytes in bytes.indices.map { bytes[$0] } }
                    })
            }
        }
        return rows
    }

    /// The users whose access was last changed by another program: their rows are updated when they are read.
    static func usersBehind(_ store: any EventStore) throws -> Set<[UInt8]> {
        var behind: Set<[UInt8]> = []
        for user in users + [""] {
            let last = try store.events(in: UserAccess.stream(of: user), from: 1, limit: nil).last { UserAccessEvent.Kind(rawValue: $0.event.type) != nil }
            if last?.event.id.hasPrefix("import-") == true { behind.insert(Array(user.utf8)) }
        }
        return behind
    }

    static func without(_ users: Set<[UInt8]>, _ rows: [Row]) -> [Row] { rows.filter { row in !users.contains(row[0] ?? []) } }

    /// The state loaded from the events.
    static func loaded(_ store: any EventStore) throws -> [UserAccess] {
        try (users + [""]).compactMap { user throws(RefoldError) -> UserAccess? in
            let past = try store.events(in: UserAccess.stream(of: user), from: 1, limit: nil)
            var access = UserAccess(user: user)
            for stored in past { try access.apply(stored) }
            return past.isEmpty ? nil : access
        }.sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
    }

    /// The state in the table.
    static func kept(_ writeSide: any WriteSide) throws -> [UserAccess] {
        try writeSide.transact { transaction throws(RefoldError) in
            let streams = try LoadedStreams(of: UserAccess.self, transaction)
            var accesses: [UserAccess] = []
            for user in users + [""] {
                let loaded = try streams.take(UserAccess.stream(of: user))
                if loaded.version > 0 { accesses.append(try loaded.state(as: UserAccess.self)) }
            }
            return accesses
        }.sorted { $0.user.utf8.lexicographicallyPrecedes($1.user.utf8) }
    }
}
