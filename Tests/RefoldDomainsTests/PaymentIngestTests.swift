import RefoldCore
import RefoldDomains
import RefoldTestKit
import Synchronization
import Testing

@Suite("Ingest of payments")
struct PaymentIngestTests {
    private static let create =
        #"{"id":"c1","command":"CreatePayment","data":{"payment_id":"p1","organization_id":"o1","customer_name":"Ana","customer_email":"ana@example.com","amount":"19.90","currency":"EUR","by":"user-7"}}"#

    private func outcomes(_ lines: [String], in store: any EventStore) throws -> [PaymentIngest.Result] {
        var ingest = PaymentIngest(PaymentHandler(store: store, now: { Timestamp("2024-03-01T09:30:00Z") ?? .first }))
        return try lines.enumerated().map { number, line in try ingest.handle(Array(line.utf8).span, file: "c.ndjson", line: number + 1) }
    }

    @Test("Outcomes are the contract's lines")
    func lines() throws {
        let store = MemoryEventStore()
        let results = try outcomes(
            [
                Self.create, Self.create, #"{"id":"c2","command":"RefundPayment","data":{"payment_id":"p1","reason":"r","by":"u"}}"#,
                #"{"id":"c3","command":"ProcessPayment","expected_version":3,"data":{"payment_id":"p1","by":"u"}}"#,
                #"{"id":"c3","command":"ProcessPayment","expected_version":1,"data":{"payment_id":"p1","by":"u","reference":"x"}}"#,
                #"{"id":"c2","command":"RefundPayment","data":{"payment_id":"p1","reason":"r","by":"u"}}"#,
                Self.create,
            ], in: store)
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
        #expect(results.map(\.isRefused) == [false, false, true, true, false, false, false])
        #expect(try store.events(in: "p1", from: 1, limit: nil).map(\.event.type) == ["PaymentInitiated", "PaymentProcessed", "PaymentRefunded"])
        #expect(try store.event(id: "command:c1")?.event.metadata == #"{"command_id":"c1"}"#)
    }

    @Test("A line that is no command is rejected with all its findings, and writes nothing")
    func findings() throws {
        let store = MemoryEventStore()
        let results = try outcomes(
            [
                "nonsense", #"{"id":"a","command":"CreatePaiment","data":{}}"#,
                #"{"id":"b","command":"CreatePayment","expected_version":-1,"extra":1,"data":{"payment_id":"","organisation_id":"o","amount":"1,5","currency":3,"by":"u"}}"#,
                #"{"command":"ProcessPayment","data":[]}"#,
            ], in: store)
        #expect(
            results.map(\.json) == [
                #"{"line":1,"id":null,"outcome":"rejected","stream":null,"version":null,"reason":"MalformedLine"}"#,
                #"{"line":2,"id":"a","outcome":"rejected","stream":null,"version":null,"reason":"UnknownCommand"}"#,
                #"{"line":3,"id":"b","outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
                #"{"line":4,"id":null,"outcome":"rejected","stream":null,"version":null,"reason":"InvalidCommand"}"#,
            ])
        #expect(
            results.flatMap(\.faults).map(\.description) == [
                "c.ndjson:1: the line is no command: something else where an object belongs at byte 1; correct the line; one command is one line",
                #"c.ndjson:2: field "command": the command is not known; expected CreatePayment, ProcessPayment, FailPayment, RefundPayment, GrantUserAccess, SuspendUserAccess, ReactivateUserAccess, PublishPost, EditPost, VotePostUp, VotePostDown, DeletePost; did you mean "CreatePayment"?"#,
                #"c.ndjson:3: field "extra": the field is not known; expected one of id, command, expected_version, data; leave it out"#,
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
            ])
        #expect(try store.bound() == 0)
    }

    @Test("A decision that another append overtook is made anew, five times at most")
    func retries() throws {
        for (interruptions, json) in [
            (5, #"{"line":1,"id":"c1","outcome":"accepted","stream":"p1","version":6,"reason":null}"#),
            (6, #"{"line":1,"id":"c1","outcome":"conflict","stream":"p1","version":6,"reason":"VersionConflict"}"#),
        ] {
            let store = OvertakingStore(times: interruptions)
            #expect(try outcomes([Self.create], in: store).map(\.json) == [json])
        }
    }

    @Test("Text of any script and direction is kept exactly")
    func text() throws {
        let store = MemoryEventStore()
        let name = "\u{202E}Ελένη 花子 👩‍👩‍👧 \u{1}"
        let line = Self.create.replacing("\"Ana\"", with: JSONWriter.string(name))
        #expect(try outcomes([line], in: store).map(\.isRefused) == [false])
        #expect(try store.event(id: "command:c1")?.event.data.contains(JSONWriter.string(name)) == true)
    }
}

/// A store in which somebody else appends to the stream just before each of the first appends.
private final class OvertakingStore: EventStore {
    private let store = MemoryEventStore()
    private let left: Mutex<Int>

    init(times: Int) { left = Mutex(times) }

    var name: String { store.name }
    func bound(remembered: Position) throws(RefoldError) -> Bound { try store.bound(remembered: remembered) }
    func scan(_ query: EventQuery) throws(RefoldError) -> any EventScan { try store.scan(query) }
    func events(in stream: String, from version: Int64, limit: Int?) throws(RefoldError) -> [StoredEvent] {
        try store.events(in: stream, from: version, limit: limit)
    }
    func event(id: String) throws(RefoldError) -> StoredEvent? { try store.event(id: id) }
    func version(of stream: String) throws(RefoldError) -> Int64 { try store.version(of: stream) }
    func occurring(types: [String]) throws(RefoldError) -> Set<String> { try store.occurring(types: types) }
    func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) { try store.appendInBulk(body) }

    func transact<Result: Sendable>(_ body: (any EventTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try store.transact(body)
    }

    func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome {
        let number = left.withLock { left in
            defer { left -= 1 }
            return left
        }
        if number > 0 { _ = try store.append([EventStoreContract.event("other-\(number)", "Noted")], to: stream, expecting: .any) }
        return try store.append(events, to: stream, expecting: expecting)
    }
}
