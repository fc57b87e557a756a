import RefoldCommands
import RefoldCore
import RefoldJSON
import RefoldPayments
import RefoldPosts
import RefoldStores
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Synchronization
import Testing

@Suite("Ingest of commands")
struct CommandIngestTests {
    private static let create =
        #"{"id":"c1","command":"CreatePayment","data":{"payment_id":"p1","organization_id":"o1","customer_name":"Ana","customer_email":"ana@example.com","amount":"19.90","currency":"EUR","by":"user-7"}}"#

    private static let time = Timestamp("2024-03-01T09:30:00Z") ?? .first

    /// The outcomes of lines in batches of a given size.
    private func outcomes(_ lines: [String], in store: MemoryEventStore, batch size: Int = 3) throws -> [CommandIngest.Result] {
        var ingest = CommandIngest(CommandBus(store, now: { Self.time }), CommandLines.forms)
        let read = lines.enumerated().map { number, line in ingest.read(Array(line.utf8).span, file: "c.ndjson", line: number + 1) }
        var results: [CommandIngest.Result] = []
        while results.count < read.count {
            let batch = read[results.count..<min(read.count, results.count + size)]
            results += try ingest.handle(batch, within: .seconds(60))
        }
        return results
    }

    @Test("Outcomes are the contract's lines, whichever commands share a commit", arguments: [1, 2, 3, 100])
    func lines(batch: Int) throws {
        let store = MemoryEventStore()
        let results = try outcomes(
            [
                Self.create, Self.create, #"{"id":"c2","command":"RefundPayment","data":{"payment_id":"p1","reason":"r","by":"u"}}"#,
                #"{"id":"c3","command":"ProcessPayment","expected_version":3,"data":{"payment_id":"p1","by":"u"}}"#,
                #"{"id":"c3","command":"ProcessPayment","expected_version":1,"data":{"payment_id":"p1","by":"u","reference":"x"}}"#,
                #"{"id":"c2","command":"RefundPayment","data":{"payment_id":"p1","reason":"r","by":"u"}}"#,
                Self.create,
            ], in: store, batch: batch)
        #expect(
            results.map(\.json) == [
                #"{"line":1,"id":"c1","outcome":"accepted","stream":"p1","version":1,"reason":null}"#,
                #"{"line":2,"id":"c1","outcome":"duplicate","stream":"p1","version":1,"reason":null}"#,
                #"{"line":3,"id":"c2","outcome":"rejected","stream":"p1","version":null,"reason":"PaymentIsNotProcessed"}"#,
                #"{"line":4,"id":"c3","outcome":"conflict","stream":"p1","version":1,"reason":"VersionConflict"}"#,
                #"{"line":5,"id":"c3","outcome":"accepted","stream":"p1","version":2,"reason":null}"#,
                #"{"line":6,"id":"c2","outcome":"accepted","stream":"p1","version":3,"reason":null}"#,
                #"{"line":7,"id":"c1","outcome":"duplicate","stream":"p1","version":1,"reason":null}"#,
            ])
        #expect(try store.events(in: "p1", from: 1, limit: nil).map(\.event.type) == ["PaymentInitiated", "PaymentProcessed", "PaymentRefunded"])
        #expect(try store.event(id: "command:c1")?.event.metadata == #"{"command_id":"c1"}"#)
    }

    @Test("A line that is not a command is rejected with all its faults, and writes nothing")
    func findings() throws {
        let store = MemoryEventStore()
        let results = try outcomes(
            [
                "nonsense", #"{"id":"a","command":"CreatePaiment","data":{}}"#,
                #"{"id":"b","command":"CreatePayment","expected_version":-1,"extra":1,"data":{"payment_id":"","organisation_id":"o","amount":"1,5","currency":3,"by":"u"}}"#,
                #"{"command":"ProcessPayment","data":[]}"#,
                #"{"id":"d","command":"ProcessPayment","data":{"payment_id":"access-eve","by":""}}"#,
                #"{"id":"e","command":"FailPayment","data":{"payment_id":"post\u002d1","reason":"r"}}"#,
            ], in: store)
        #expect(
            results.map(\.json) == [
                #"{"line":1,"id":null,"outcome":"rejected","stream":null,"version":null,"reason":"MalformedLine"}"#,
                #"{"line":2,"id":"a","outcome":"rejected","stream":null,"version":null,"reason":"UnknownCommand"}"#,
                #"{"line":3,"id":"b","outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
                #"{"line":4,"id":null,"outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
                #"{"line":5,"id":"d","outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
                #"{"line":6,"id":"e","outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
            ])
        #expect(
            results.flatMap(\.faults).map(\.description) == [
                "c.ndjson:1: the line is no command: something else where an object belongs at byte 1; correct the line; one command is one line",
                #"c.ndjson:2: field "command": the command is not known; expected CreatePayment, ProcessPayment, FailPayment, RefundPayment, GrantUserAccess, SuspendUserAccess, ReactivateUserAccess, PublishPost, EditPost, VotePostUp, VotePostDown, DeletePost; did you mean "CreatePayment"?"#,
                #"c.ndjson:3: field "extra": the field is not known; expected one of id, command, expected_version, data, metadata; leave it out"#,
                #"c.ndjson:3: field "expected_version": the value is not a version; expected a whole number from 0 on"#,
                #"c.ndjson:3: field "data.organisation_id": the field is not known; expected one of payment_id, organization_id, customer_name, customer_email, amount, currency, by; did you mean "organization_id"?"#,
                #"c.ndjson:3: field "data.payment_id": the text is empty; expected a text of at least one character"#,
                #"c.ndjson:3: field "data.organization_id": the field is missing; add it"#,
                #"c.ndjson:3: field "data.customer_name": the field is missing; add it"#,
                #"c.ndjson:3: field "data.customer_email": the field is missing; add it"#,
                #"c.ndjson:3: field "data.amount": the value is not a decimal number; expected a decimal number like "19.90" of at most 38 digits"#,
                #"c.ndjson:3: field "data.currency": the value is not a text; expected a text"#,
                #"c.ndjson:4: field "id": the field is missing; add it"#,
                #"c.ndjson:4: field "data": the value is not an object; expected an object"#,
                #"c.ndjson:5: field "data.payment_id": the text begins with "access-"; expected another beginning: streams that begin so are of another domain"#,
                #"c.ndjson:5: field "data.by": the text is empty; expected a text of at least one character"#,
                #"c.ndjson:6: field "data.payment_id": the text begins with "post-"; expected another beginning: streams that begin so are of another domain"#,
                #"c.ndjson:6: field "data.by": the field is missing; add it"#,
            ])
        #expect(try store.bound() == 0)
    }

    @Test("A rejection has its reason, and all reasons for a new payment at once")
    func facts() throws {
        let results = try outcomes(
            [
                Self.create, Self.create.replacing("c1", with: "c2").replacing("19.90", with: "-1").replacing("EUR", with: "EURO"),
                Self.create.replacing("c1", with: "c3").replacing("p1", with: "p3").replacing("19.90", with: "-1").replacing("EUR", with: "EURO"),
                Self.create.replacing("c1", with: "c4").replacing("p1", with: "p4").replacing("19.90", with: "-0.001"),
            ], in: MemoryEventStore())
        #expect(results.map(\.entry.reason) == [nil, "PaymentIsAlreadyInitiated", "CurrencyIsUnknown", "AmountIsNotPositive"])
        #expect(
            results.flatMap(\.faults).map(\.description) == [
                "c.ndjson:2: a payment of this id has been initiated before",
                "c.ndjson:3: the currency is neither a code of ISO 4217 nor one of the added currencies", "c.ndjson:3: the amount is zero or below",
                "c.ndjson:4: the amount is zero or below", "c.ndjson:4: the amount has more decimals than its currency",
            ])
    }

    @Test("A stream that cannot be read is reported in the lines that concern it, and the others are handled", arguments: [1, 100])
    func unreadable(batch: Int) throws {
        let store = MemoryEventStore()
        func spoil(_ stream: String, _ type: String) throws {
            let event = NewEvent(id: stream, type: type, data: "{", occurredAt: Self.time, recordedAt: Self.time)
            _ = try store.append([event], to: stream, expecting: .any)
        }
        try spoil("bad", "PaymentInitiated")
        try spoil("access-bad", "UserAccessGranted")
        try spoil("post-bad", "PostVotedUp")
        let results = try outcomes(
            [
                #"{"id":"a","command":"ProcessPayment","data":{"payment_id":"bad","by":"u"}}"#, Self.create,
                #"{"id":"b","command":"SuspendUserAccess","data":{"user_id":"bad","reason":"r","by":"u"}}"#,
                #"{"id":"c","command":"VotePostUp","data":{"post_id":"bad","by":"u"}}"#,
                #"{"id":"d","command":"GrantUserAccess","data":{"user_id":"u1","by":"u"}}"#,
            ], in: store, batch: batch)
        #expect(
            results.map(\.outcome) == [
                .rejected(stream: "bad", reason: "StreamIsUnreadable"), .accepted(stream: "p1", version: 1),
                .rejected(stream: "access-bad", reason: "StreamIsUnreadable"), .rejected(stream: "post-bad", reason: "StreamIsUnreadable"),
                .accepted(stream: "access-u1", version: 1),
            ])
        let first = try #require(results[0].faults.first).description
        #expect(first.hasPrefix("c.ndjson:1: event at position 1 (stream \"bad\", type \"PaymentInitiated\"): the data cannot be read"))
    }

    @Test("A decision on an outdated state is repeated, five times at most")
    func retries() throws {
        let request = PaymentRequest(
            payment: "p1",
            command: .create(
                CreatePayment(
                    organization: "o1", customerName: "Ana", customerEmail: "ana@example.com", amount: ExactDecimal("19.90") ?? .zero,
                    currency: "EUR", by: "user-7")))
        for (interruptions, outcome) in [(5, CommandOutcome.accepted(stream: "p1", version: 6)), (6, .conflict(stream: "p1", actual: 6))] {
            let bus = CommandBus(OvertakenStore(times: interruptions), now: { Self.time })
            #expect(try bus.dispatch(request, id: "c1") == outcome)
        }
    }

    @Test("A batch ends when its time is over, and the rest is handled next")
    func time() throws {
        var ingest = CommandIngest(CommandBus(MemoryEventStore(), now: { Self.time }), CommandLines.forms)
        let lines = (1...3).map { ingest.read(Array(Self.create.utf8).span, file: "c.ndjson", line: $0) }
        #expect(try ingest.handle(lines[...], within: .zero).map(\.line) == [1])
        #expect(try ingest.handle(lines[1...], within: .seconds(60)).map(\.line) == [2, 3])
    }

    @Test("Events are published after they are stored, in order, and none of a batch that failed")
    func publishing() throws {
        let (store, bus) = (MemoryEventStore(), EventBus())
        let seen = Mutex<[StoredEvent]>([])
        let subscription = bus.subscribe("test") { event in
            let stored = try store.event(id: event.event.id)
            #expect(stored == event)
            seen.withLock { $0.append(event) }
        }
        let payment = PaymentRequest(payment: "p", command: .process(by: "u", reference: nil))
        let grant = UserAccessRequest(user: "u1", command: .grant(by: "u"))
        let commands = CommandBus(store, publishingTo: bus, now: { Self.time })
        let outcomes = try commands.dispatch([
            CommandRequest(id: "1", grant), CommandRequest(id: "2", payment), CommandRequest(id: "1", grant),
            CommandRequest(id: "3", PostRequest(post: "x", command: .publish(title: "t", body: "b", by: "u"))),
            CommandRequest(id: "4", expectedVersion: 2, UserAccessRequest(user: "u1", command: .suspend(reason: "r", by: "u"))),
            CommandRequest(id: "5", expectedVersion: 1, UserAccessRequest(user: "u1", command: .suspend(reason: "r", by: "u"))),
        ])
        #expect(
            outcomes == [
                .accepted(stream: "access-u1", version: 1), .rejected(stream: "p", reason: "PaymentNotFound"),
                .duplicate(stream: "access-u1", version: 1), .accepted(stream: "post-x", version: 1),
                .conflict(stream: "access-u1", actual: 1), .accepted(stream: "access-u1", version: 2),
            ])
        #expect(seen.withLock { $0 } == store.all)
        #expect(store.all.map(\.event.type) == ["UserAccessGranted", "PostPublished", "UserAccessSuspended"])
        withExtendedLifetime(subscription) {}
    }

    @Test("A command that was accepted is recognized even if its stream cannot be read any more")
    func unreadable() throws {
        let broken = StoredEvent(
            position: 1, stream: "p1", version: 1,
            event: NewEvent(id: "command:c1", type: "PaymentInitiated", data: #"{"organization_id":[]}"#, occurredAt: Self.time, recordedAt: Self.time))
        let store = MemoryEventStore([broken])
        #expect(try outcomes([Self.create], in: store).map(\.outcome) == [.duplicate(stream: "p1", version: 1)])
        let other = try outcomes([Self.create.replacing("c1", with: "c2")], in: store)
        #expect(other.map(\.outcome) == [.rejected(stream: "p1", reason: "StreamIsUnreadable")])
    }

    @Test("Text of any script and direction is kept unchanged")
    func text() throws {
        let store = MemoryEventStore()
        let name = "\u{202E}Ελένη 花子 👩‍👩‍👧 \u{1}"
        let line = Self.create.replacing("\"Ana\"", with: JSONWriter.string(name))
        #expect(try outcomes([line], in: store).map(\.outcome) == [.accepted(stream: "p1", version: 1)])
        #expect(try store.event(id: "command:c1")?.event.data.contains(JSONWriter.string(name)) == true)
    }
}

/// A store in which another writer appends to the stream just before each of the first appends.
private struct OvertakenStore: WriteSide {
    let store = MemoryEventStore()
    let times: Int

    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try store.transact(extent) { transaction throws(RefoldError) in try body(Overtaken(transaction, times)) }
    }

    private final class Overtaken: EventTransaction {
        private let base: any EventTransaction
        private var left: Int

        init(_ base: any EventTransaction, _ times: Int) {
            self.base = base
            left = times
        }

        func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
            try base.events(in: stream, from: version, limit: limit)
        }

        func event(id: String) throws(RefoldError) -> StoredEvent? { try base.event(id: id) }

        func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
            if left > 0 {
                left -= 1
                _ = try base.append([EventStoreContract.event("other-\(left)", "Noted")], to: stream, expecting: .any)
            }
            return try base.append(events, to: stream, expecting: expecting)
        }
    }
}
