import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldPayments
import RefoldPosts
import RefoldTesting
import RefoldUserAccess
import RefoldValues
import Testing

@Suite("Metadata of commands in a store")
struct StoredMetadataTests {
    private static let lines = [
        #"{"id":"1","command":"CreatePayment","metadata":{"n":1.50},"data":{"payment_id":"p","organization_id":"o","customer_name":"A","customer_email":"a@b","amount":"1","currency":"EUR","by":"u"}}"#,
        #"{"id":"2","command":"GrantUserAccess","metadata":{"from":"é e\u0301"},"data":{"user_id":"u","by":"u"}}"#,
        #"{"id":"3","command":"PublishPost","metadata":{"deep":{"a":[null, true]}},"data":{"post_id":"t","title":"t","body":"b","by":"u"}}"#,
        #"{"id":"1","command":"ProcessPayment","metadata":{"n":2},"data":{"payment_id":"p","by":"u"}}"#,
        #"{"id":"4","command":"ProcessPayment","data":{"payment_id":"p","by":"u"}}"#,
        #"{"id":"5","command":"ProcessPayment","metadata":{"n":3},"data":{"payment_id":"p","by":"u"}}"#,
    ]

    @Test(
        "is kept to the byte by either database, from commands one by one and in a batch, and nothing of a refused or known one",
        arguments: WriteSidePlace.all, [1, 6])
    func kept(kind: String, together: Int) throws {
        try WriteSidePlace.with(kind) { place in
            var ingest = CommandIngest(
                CommandBus(place.writeSide, now: { WriteSidePlace.time }), CommandForms([Payments(), UserAccesses(), Posts()]))
            var outcomes: [String] = []
            for start in stride(from: 0, to: Self.lines.count, by: together) {
                var read: [CommandIngest.Line] = []
                for number in start..<start + together {
                    read.append(ingest.read(Array(Self.lines[number].utf8).span, file: "f", line: number + 1))
                }
                outcomes += try ingest.handle(read[...], within: .seconds(600)).map(\.entry.outcome)
            }
            #expect(outcomes == ["accepted", "accepted", "accepted", "duplicate", "accepted", "rejected"])
            let kept = try ["p", "access-u", "post-t"].flatMap { try place.store.events(in: $0, from: 1, limit: 10).map(\.event.metadata) }
            #expect(kept.map { ExactText($0) } == [
                #"{"command_id":"1","n":1.50}"#, #"{"command_id":"4"}"#, #"{"command_id":"2","from":"é e\u0301"}"#,
                #"{"command_id":"3","deep":{"a":[null, true]}}"#,
            ])
        }
    }
}
