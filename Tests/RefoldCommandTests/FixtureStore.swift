import Foundation
import RefoldCore
import RefoldSQLite
import RefoldValues

/// A small store of payments that transcripts copy: `cp ../payments.db events.db`.
///
/// Two currencies, every status, and a payment initiated in Paris on another day than in UTC.
enum FixtureStore {
    /// In the order of the store.
    private static let events: [(stream: String, type: String, at: String, data: String)] = [
        ("p1", "PaymentInitiated", "2024-08-31T22:30:00Z", initiated("p1", "o1", "Ana Müller", "19.90", "EUR")),
        ("p2", "PaymentInitiated", "2024-09-01T08:00:00Z", initiated("p2", "o1", "李 雷", "1200", "JPY")),
        ("p1", "PaymentProcessed", "2024-09-01T08:05:00Z", #"{"payment_id":"p1","organization_id":"o1","by":"gateway"}"#),
        ("p3", "PaymentInitiated", "2024-09-01T09:00:00Z", initiated("p3", "o2", "O'Neil, \\\"Kim\\\"", "100.00", "EUR")),
        ("p3", "PaymentFailed", "2024-09-01T09:01:00Z", #"{"payment_id":"p3","organization_id":"o2","reason":"card_declined","by":"gateway"}"#),
        ("p4", "PaymentInitiated", "2024-09-02T10:00:00Z", initiated("p4", "o2", "Zoë", "0.10", "EUR")),
        ("p2", "PaymentProcessed", "2024-09-02T10:01:00Z", #"{"payment_id":"p2","organization_id":"o1","by":"gateway"}"#),
        ("p2", "PaymentRefunded", "2024-09-02T12:00:00Z", #"{"payment_id":"p2","organization_id":"o1","reason":"duplicate","by":"user-7"}"#),
    ]

    private static func initiated(_ id: String, _ organization: String, _ customer: String, _ amount: String, _ currency: String) -> String {
        #"{"payment_id":"\#(id)","organization_id":"\#(organization)","customer_name":"\#(customer)","customer_email":"\#(id)@example.com","#
            + #""amount":"\#(amount)","currency":"\#(currency)","by":"user-1"}"#
    }

    /// Writes the store.
    static func write(to path: String) throws {
        let store = try SQLiteEventStore(path: path, access: .creating)
        for (index, event) in events.enumerated() {
            guard let time = Timestamp(event.at) else { throw RefoldError(.failed, "the fixture has no time") }
            let new = NewEvent(id: "e\(index + 1)", type: event.type, data: event.data, occurredAt: time, recordedAt: time)
            _ = try store.append([new], to: event.stream, expecting: .any)
        }
    }
}
