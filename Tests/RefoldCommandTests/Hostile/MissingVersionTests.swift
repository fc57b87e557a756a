import Foundation
import RefoldTesting
import Testing

@Suite("A stream from which an event was deleted")
struct MissingVersionTests {
    @Test("accepts no commands, other streams do, and its history names what is missing", arguments: IngestPlace.all)
    func deleted(kind: String) throws {
        let place = try IngestPlace(kind)
        let sandbox = place.sandbox
        try place.empty()
        try sandbox.write(RecordedPayments.lines(0..<2), to: "payments.ndjson")
        try sandbox.write(RecordedPayments.commands(2..<3), to: "first.ndjson")
        #expect(try sandbox.run("refold import payments.ndjson --store \(place.url) && refold ingest first.ndjson --store \(place.url)").status == 0)
        #expect(try sandbox.run("refold history p1 --store \(place.url)").status == 0)
        try place.execute("DELETE FROM event_store WHERE aggregate_id = 'p1' AND version = 1")
        let before = try place.events()

        let command = #"{"id":"r","command":"RefundPayment","data":{"payment_id":"p1","reason":"returned","by":"g"}}"#
        try sandbox.write([command] + RecordedPayments.commands(7..<8), to: "second.ndjson")
        let run = try sandbox.run("refold ingest second.ndjson --store \(place.url)")
        #expect(run.status == 4, "\(run.error)")
        let outcomes = try OutcomeLine.all(in: run.output)
        #expect(outcomes.map(\.outcome) == ["rejected", "accepted", "accepted"])
        #expect(run.output.contains(#""reason":"StreamIsUnreadable""#))
        #expect(run.error.contains("version 1 of the stream \"p1\" is missing"), "\(run.error)")
        #expect(try place.events().dropLast(2) == before[...])

        let history = try sandbox.run("refold history p1 --store \(place.url)")
        #expect(history.status == 3)
        #expect(history.error.contains("stream \"p1\": version 1 is missing"), "\(history.error)")
        #expect(history.output.contains("  2  Payment"), "\(history.output)")
        let json = try sandbox.run("refold history p1 --store \(place.url) --json")
        #expect(json.status == 3 && json.output.contains("version 1 is missing"))
        #expect(try sandbox.run("refold history p0 --store \(place.url)").status == 0)
    }
}
