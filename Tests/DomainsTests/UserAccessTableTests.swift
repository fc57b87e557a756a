import RefoldCommands
import RefoldCore
import RefoldPayments
import RefoldPosts
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing

@Suite("Accesses in a table")
struct UserAccessTableTests {
    private static let time = WriteSidePlace.time

    @Test("An unreadable event keeps only its own stream out of a new table", arguments: WriteSidePlace.all)
    func strangeVersion(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            _ = try place.dispatch(["a", "b", "c"].map { .grant($0, id: $0) })
            try place.run("UPDATE event_store SET version = 9223372036854775807 WHERE event_id = 'command:b'")
            try place.run("DROP TABLE user_access")
            let again = try place.again()
            #expect(try again.dispatch([.grant("d", id: "d")]) == [.accepted(stream: "access-d", version: 1)])
            #expect(try again.rows().map(\.first) == ["a", "c", "d"].map { Array($0.utf8) })
        }
    }

    @Test("Payments with events of impossible versions are refused by line, in a batch and one by one", arguments: WriteSidePlace.all, [1, 3])
    func strangePayments(kind: String, batch: Int) throws {
        try WriteSidePlace.with(kind) { place in
            func line(_ id: String, _ command: String, _ data: String) -> String { #"{"id":"\#(id)","command":"\#(command)","data":{\#(data)}}"# }
            func results(_ lines: [String]) throws -> [CommandOutcome] {
                var ingest = CommandIngest(CommandBus(place.writeSide, now: { WriteSidePlace.time }), CommandForms([Payments()]))
                let read = lines.enumerated().map { number, line in ingest.read(Array(line.utf8).span, file: "c", line: number + 1) }
                return try stride(from: 0, to: read.count, by: batch).flatMap { start in
                    try ingest.handle(read[start..<min(start + batch, read.count)], within: .seconds(60)).map(\.outcome)
                }
            }
            func create(_ id: String) -> String {
                line(
                    id, "CreatePayment",
                    #""payment_id":"\#(id)","organization_id":"o","customer_name":"n","customer_email":"a@b","amount":1,"currency":"EUR","by":"u""#)
            }
            _ = try results(["p1", "p2", "p3"].map(create))
            try place.run("UPDATE event_store SET version = 9223372036854775807 WHERE event_id <> 'command:p3'")
            let process = ["p1", "p2", "p3"].map { line("process " + $0, "ProcessPayment", #""payment_id":"\#($0)","by":"u""#) }
            #expect(
                try results(process) == [
                    .rejected(stream: "p1", reason: "StreamIsUnreadable"), .rejected(stream: "p2", reason: "StreamIsUnreadable"),
                    .accepted(stream: "p3", version: 2),
                ])
        }
    }

    @Test("A table dropped in a live store is created again by the command after the one that failed", arguments: WriteSidePlace.all)
    func dropped(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            #expect(try place.dispatch([.grant("u", id: "1")]) == [.accepted(stream: "access-u", version: 1)])
            try place.run("DROP TABLE user_access")
            #expect(throws: RefoldError.self) { try place.dispatch([.grant("v", id: "2")]) }
            #expect(try place.dispatch([.grant("v", id: "2")]) == [.accepted(stream: "access-v", version: 1)])
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
            #expect(try place.rows().count == 2)
        }
    }

    @Test("A table is filled from the existing events, however many pages they take", arguments: WriteSidePlace.all)
    func filling(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            var commands: [CommandRequest] = []
            for number in 0..<700 {
                commands.append(.grant("f\(number)", id: "g\(number)"))
                if number.isMultiple(of: 2) {
                    commands.append(CommandRequest(id: "s\(number)", UserAccessRequest(user: "f\(number)", command: .suspend(reason: "r", by: "b"))))
                }
            }
            #expect(try place.dispatch(commands).allSatisfy { if case .accepted = $0 { true } else { false } })
            // One stream cannot be read; others only look like the stream of an access.
            for (stream, type, data) in [
                ("access-f699", "UserAccessSuspended", #"{"by":{}}"#), ("access-", "UserAccessGranted", "{}"), ("access", "UserAccessGranted", "{}"),
                ("access.", "UserAccessGranted", "{}"), ("accessible", "UserAccessGranted", "{}"), ("access-odd", "Noted", "{}"),
            ] {
                let event = NewEvent(id: "x-" + stream, type: type, data: data, occurredAt: Self.time, recordedAt: Self.time)
                _ = try place.store.append([event], to: stream, expecting: .any)
            }
            try place.run("DROP TABLE user_access")
            let fresh = try place.again()
            #expect(try fresh.access(of: "f0")?.suspensionReason == "r")
            // The rows exist before anyone reads them, except that of the unreadable stream; the bare prefix has one too.
            #expect(try place.rows().count == 699 + 1)
            #expect(try place.rows()[0][0] == [UInt8]())
            for number in 1..<699 {
                let access = try #require(try fresh.access(of: "f\(number)"))
                #expect(access.grantedAt == Self.time && access.version == (number.isMultiple(of: 2) ? 2 : 1))
            }
            #expect(throws: RefoldError.self) { try fresh.access(of: "f699") }
            #expect(try fresh.access(of: "odd")?.version == 0)
            #expect(try fresh.access(of: "nobody") == nil)
        }
    }

    @Test("A row that is older than its stream is updated, and the command is decided again", arguments: WriteSidePlace.all)
    func ahead(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            #expect(try place.dispatch([.grant("u", id: "1")]) == [.accepted(stream: "access-u", version: 1)])
            let suspended = UserAccessEvent(.suspended, user: "u", reason: "left", by: "boss")
            let foreign = NewEvent(id: "f", type: suspended.type, data: suspended.data, occurredAt: Self.time, recordedAt: Self.time)
            _ = try place.store.append([foreign], to: "access-u", expecting: .exactly(1))
            let suspend = UserAccessRequest(user: "u", command: .suspend(reason: "r", by: "b"))
            let reactivate = UserAccessRequest(user: "u", command: .reactivate(by: "b"))
            #expect(
                try place.dispatch(
                    [
                        CommandRequest(id: "2", suspend), CommandRequest(id: "3", expectedVersion: 1, reactivate),
                        CommandRequest(id: "3", expectedVersion: 2, reactivate),
                    ]) == [
                    .rejected(stream: "access-u", reason: "UserAccessIsAlreadySuspended"), .conflict(stream: "access-u", actual: 2),
                    .accepted(stream: "access-u", version: 3),
                ])
        }
    }

    @Test("A decision on an outdated state is repeated, and the row follows the stream", arguments: WriteSidePlace.all)
    func conflict(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            _ = try place.dispatch([.grant("u", id: "1")])
            let suspended = UserAccessEvent(.suspended, user: "u", reason: "left", by: "late")
            let overtaken = OvertakenWriteSide(base: place.writeSide, other: EventStamp(command: "2", time: Self.time).events([suspended]))
            let suspend = UserAccessRequest(user: "u", command: .suspend(reason: "r", by: "b"))
            let outcome = try CommandBus(overtaken, now: { Self.time }).dispatch(suspend, id: "3")
            #expect(outcome == .rejected(stream: "access-u", reason: "UserAccessIsAlreadySuspended"))
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
            #expect(try place.access(of: "u")?.suspendedBy == "late")
        }
    }

    @Test("Several events of one command are appended together, with distinct ids", arguments: WriteSidePlace.all)
    func several(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            #expect(try place.dispatch([CommandRequest(id: "1", GrantAndSuspend())]) == [.accepted(stream: "access-u", version: 1)])
            #expect(try place.store.events(in: "access-u", from: 1, limit: nil).map(\.event.id) == ["command:1", "command-2:1"])
            let access = try #require(try place.access(of: "u"))
            #expect(access.suspendedBy == "b" && access.version == 2)
            #expect(try place.rows() == UserAccessWorld.rebuilt(place.store))
            // The second event does not use another command's id.
            #expect(try place.dispatch([.grant("w", id: "1:2")]) == [.accepted(stream: "access-w", version: 1)])
        }
    }

    @Test("Something else named user_access is refused by name, and other commands still work", arguments: WriteSidePlace.all)
    func foreign(kind: String) throws {
        for statement in ["CREATE TABLE user_access (id integer, version integer)", "CREATE VIEW user_access AS SELECT 1 AS version"] {
            try WriteSidePlace.with(kind) { place in
                _ = try place.store.append([EventStoreContract.event("a")], to: "s", expecting: .any)
                try place.run(statement)
                let error = #expect(throws: RefoldError.self) { try place.dispatch([.grant("u", id: "1")]) }
                #expect(error?.description.contains("user_access") == true && error?.description.contains("rename") == true)
                #expect(try place.store.bound() == 1)
                let post = PostRequest(post: "p", command: .publish(title: "t", body: "b", by: "u"))
                #expect(try place.dispatch([CommandRequest(id: "2", post)]) == [.accepted(stream: "post-p", version: 1)])
            }
        }
    }

    @Test("After an error with which SQLite rolls the transaction back, the batch ends and nothing of it is written")
    func rolledBack() throws {
        try WriteSidePlace.with("SQLite") { place in
            _ = try place.dispatch([.grant("w", id: "0")])
            // Command 1 was accepted; its row is not written yet, and cannot be.
            let granted = UserAccessEvent(.granted, user: "u", by: "a")
            _ = try place.store.append(EventStamp(command: "1", time: Self.time).events([granted]), to: granted.stream, expecting: .any)
            try place.run("CREATE TRIGGER full BEFORE INSERT ON user_access BEGIN SELECT RAISE(ROLLBACK, 'full'); END")
            let post = CommandRequest(id: "2", PostRequest(post: "p", command: .publish(title: "t", body: "b", by: "u")))
            let error = #expect(throws: RefoldError.self) { try place.dispatch([.grant("u", id: "1"), post]) }
            #expect(error?.description.contains("full") == true)
            #expect(try place.store.bound() == 2)
        }
    }

    @Test("Two write sides that start at the same time create one table and lose nothing", arguments: WriteSidePlace.all)
    func beginning(kind: String) throws {
        func check(_ place: @Sendable () throws -> (any WriteSide)) throws {
            let sides = try (0..<4).map { _ in try place() }
            try Concurrently.run(4) { thread in
                let bus = CommandBus(sides[thread], now: { Self.time })
                for turn in 0..<10 {
                    let user = "u\(turn)"
                    let command: UserAccessCommand = thread.isMultiple(of: 2) ? .grant(by: "a") : .suspend(reason: "r", by: "b")
                    _ = try bus.dispatch([CommandRequest(id: "\(thread)-\(turn)", UserAccessRequest(user: user, command: command))])
                }
            }
        }
        if kind == "SQLite" {
            try withFolder { folder in
                let path = folder + "/events.db"
                try check { try WriteSidePlace.sqlite(path).writeSide }
                let place = try WriteSidePlace.sqlite(path)
                #expect(try UserAccessWorld.rebuilt(place.store) == place.rows())
            }
        } else {
            let uri = try PostgresCluster.newDatabase()
            try check { try WriteSidePlace.postgres(uri).writeSide }
            let place = try WriteSidePlace.postgres(uri)
            #expect(try UserAccessWorld.rebuilt(place.store) == place.rows())
        }
    }

    @Test("A store whose only other table is this one takes an import like an empty one", arguments: WriteSidePlace.all)
    func bulk(kind: String) throws {
        try WriteSidePlace.with(kind) { place in
            let refused = UserAccessRequest(user: "u", command: .reactivate(by: "b"))
            #expect(try place.dispatch([CommandRequest(id: "1", refused)]) == [.rejected(stream: "access-u", reason: "UserAccessNotFound")])
            let batch = EventBatch(events: 10, byteCapacity: 1 << 16)
            let granted = UserAccessEvent(.granted, user: "u", by: "import")
            let event = NewEvent(id: "i", type: granted.type, data: granted.data, occurredAt: Self.time, recordedAt: Self.time)
            batch.append(StoredEvent(position: 0, stream: granted.stream, version: 0, event: event))
            try place.store.appendInBulk { bulk throws(RefoldError) in _ = try bulk.append(0, of: batch, comparingRecordedAt: true) }
            #expect(try place.dispatch([.grant("u", id: "2")]) == [.rejected(stream: "access-u", reason: "UserAccessIsAlreadyGranted")])
            #expect(try place.access(of: "u")?.grantedBy == "import")
        }
    }
}

/// A command that causes two events.
private struct GrantAndSuspend: Command {
    var stream: String { UserAccess.stream(of: "u") }

    func decide(on state: UserAccess, at time: Timestamp) throws(Refused) -> [any DomainEvent] {
        var access = state
        do throws(UserAccessRefusal) {
            try access.grant(by: "a", at: time)
            try access.suspend(reason: "r", by: "b", at: time)
        } catch {
            throw Refused(error)
        }
        return access.pending
    }
}

/// A write side on which another writer appends just before the first append of a transaction.
private struct OvertakenWriteSide: WriteSide {
    let base: any WriteSide
    let other: [NewEvent]

    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try base.transact(extent) { transaction throws(RefoldError) in try body(Overtaken(transaction, other)) }
    }

    private final class Overtaken: EventTransaction {
        private let base: any EventTransaction
        private var other: [NewEvent]

        init(_ base: any EventTransaction, _ other: [NewEvent]) {
            self.base = base
            self.other = other
        }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            try base.events(in: stream, from: version, limit: limit)
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            if !other.isEmpty { _ = try base.append(other, to: stream, expecting: .any) }
            other = []
            return try base.append(events, to: stream, expecting: expecting)
        }

        func table(
            _ schema: KeptTableSchema, fill: (any KeptTable & KeptTableEvents) throws(RefoldError) -> Void
        ) throws(RefoldError) -> (any KeptTable)? {
            try base.table(schema, fill: fill)
        }
    }
}
