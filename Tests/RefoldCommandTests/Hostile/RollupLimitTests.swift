import Foundation
import RefoldTesting
import Testing

@Suite("A sum of a rollup that does not fit")
struct RollupLimitTests {
    /// An amount of which two fit into a sum and three do not.
    private static let large = "40000000000000000.00"

    private func initiated(_ number: Int, amount: String, type: String = "PaymentInitiated") -> String {
        #"{"stream":"q\#(number)","version":1,"type":"\#(type)","occurred_at":"2024-03-01T09:30:00Z","data":{"payment_id":"q\#(number)","organization_id":"big","customer_name":"n","customer_email":"e","#
            + #""amount":"\#(amount)","currency":"EUR","by":"u"}}"#
    }

    @Test("names the event that touched it last, on rebuild and catch-up alike, and what was served stays", arguments: IngestPlace.all)
    func lastEvent(kind: String) throws {
        let place = try IngestPlace(kind)
        let (sandbox, url) = (place.sandbox, place.url)
        try sandbox.write(RecordedPayments.lines(0..<20) + [initiated(1, amount: Self.large), initiated(2, amount: Self.large)], to: "some.ndjson")
        try sandbox.write([initiated(3, amount: Self.large)] + RecordedPayments.lines(20..<40), to: "more.ndjson")
        let made = try sandbox.run("refold import some.ndjson --store \(url) --quiet && refold rebuild payment_analytics --store \(url) --quiet && refold export payment_analytics --store \(url) > before.csv && refold import more.ndjson --store \(url) --quiet")
        #expect(made.status == 0, "\(made.error)")
        let wanted = "refold: event at position 43 (stream \"q3\", type \"PaymentInitiated\"): projection \"payment_analytics\", column \"amount\": the sum does not fit in 64 bits"
        for command in ["catch-up payment_analytics", "rebuild payment_analytics", "rebuild payment_analytics --workers 4 --memory 1M"] {
            let run = try sandbox.run("refold \(command) --store \(url) --quiet; s=$?; refold export payment_analytics --store \(url) --quiet | cmp - before.csv || s=9; exit $s")
            #expect(run.status == 1, "\(command): \(run.status)")
            #expect(run.error.hasPrefix(wanted), "\(command): \(run.error)")
            #expect(!run.error.contains("40000") && !run.error.contains("big"), "\(run.error)")
        }
    }
}
