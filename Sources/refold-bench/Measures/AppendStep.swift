import Dispatch
import Foundation
import RefoldCore
import RefoldPostgres
import RefoldValues
import Synchronization

/// Appends single events to a PostgreSQL store from several threads, each event to a stream of its own.
enum AppendStep {
    /// The payload of every event.
    static let data = #"{"payment_id":"p","organization_id":"o","by":"user-7","reference":"r-1"}"#

    static func run(database: String, writers: Int, events: Int) throws(RefoldError) -> FloorResult {
        let location = try PostgresLocation(database, from: "the command line")
        return try .working(threads: writers) { _ throws(RefoldError) in
            let store = try PostgresEventStore(location, access: .creating)
            guard let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) else { return 0 }
            for _ in 0..<(events / writers) {
                let event = NewEvent(id: randomName(), type: "PaymentProcessed", data: data, occurredAt: now, recordedAt: now)
                _ = try store.append([event], to: randomName(), expecting: .exactly(0))
            }
            return events / writers
        }
    }

    /// As long and as random as the names that pgbench's statement makes.
    private static func randomName() -> String { String(UInt64.random(in: .min ... .max), radix: 36) + "-" + String(UInt64.random(in: .min ... .max), radix: 36) }
}
