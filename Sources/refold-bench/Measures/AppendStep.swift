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
        let failure = Mutex<RefoldError?>(nil)
        let start = ContinuousClock.now
        let group = DispatchGroup()
        // A queue of its own for each: they wait for the server most of the time, and a shared pool would run as many as there are cores.
        for writer in 0..<writers {
            DispatchQueue(label: "append.\(writer)").async(group: group) {
                do throws(RefoldError) {
                    try append(events / writers, to: location)
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        group.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
        return FloorResult(duration: .now - start, checksum: events)
    }

    private static func append(_ count: Int, to location: PostgresLocation) throws(RefoldError) {
        let store = try PostgresEventStore(location, access: .creating)
        guard let now = Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000)) else { return }
        for _ in 0..<count {
            let event = NewEvent(id: randomName(), type: "PaymentProcessed", data: data, occurredAt: now, recordedAt: now)
            _ = try store.append([event], to: randomName(), expecting: .exactly(0))
        }
    }

    /// As long and as random as the names that pgbench's statement makes.
    private static func randomName() -> String { String(UInt64.random(in: .min ... .max), radix: 36) + "-" + String(UInt64.random(in: .min ... .max), radix: 36) }
}
