import Dispatch
import Foundation
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// Eight threads that append single events of payments, each with a session of its own, together at a given rate.
final class SoakWriters: Sendable {
    static let count = 8

    private let appended = Atomic(0)
    private let isEnded = Atomic(false)
    private let failure = Mutex<RefoldError?>(nil)
    private let threads = DispatchGroup()

    /// - Parameters:
    ///   - rate: events a second of all of them; 0 for as many as they can.
    ///   - open: opens the store.
    init(rate: Int, _ open: @escaping @Sendable () throws(RefoldError) -> any EventStore) {
        for writer in 0..<Self.count {
            DispatchQueue(label: "writer.\(writer)").async(group: threads) { [self] in
                do throws(RefoldError) {
                    try write(as: writer, to: try open(), rate: rate)
                } catch {
                    failure.withLock { $0 = error }
                }
            }
        }
    }

    /// How many events were appended so far.
    var events: Int { appended.load(ordering: .relaxed) }

    /// Ends them, and waits for them.
    func end() throws(RefoldError) {
        isEnded.store(true, ordering: .relaxed)
        threads.wait()
        if let failure = failure.withLock({ $0 }) { throw failure }
    }

    private func write(as writer: Int, to store: any EventStore, rate: Int) throws(RefoldError) {
        let start = ContinuousClock.now
        var number = 0
        while !isEnded.load(ordering: .relaxed) {
            if rate > 0 {
                let due = start + .seconds(1) * (Double(number * Self.count) / Double(rate))
                let wait = ContinuousClock.now.duration(to: due)
                if wait > .zero { usleep(UInt32(min(wait / .microseconds(1), 100_000))) }
                if wait > .milliseconds(100) { continue }
            }
            try Self.append(number / 2, step: number % 2, writer: writer, to: store)
            appended.wrappingAdd(1, ordering: .relaxed)
            number += 1
        }
    }

    /// Appends the first or the second event of a payment.
    ///
    /// - Returns: the position.
    @discardableResult
    static func append(_ payment: Int, step: Int, writer: Int, to store: any EventStore) throws(RefoldError) -> Position {
        let (stream, organization, now) = ("payment-\(writer)-\(payment)", "organization-\(payment % 100)", Timestamp.now())
        let data =
            step == 0
            ? #"{"payment_id":"\#(stream)","organization_id":"\#(organization)","customer_name":"Ana","customer_email":"ana@example.com","amount":"\#(payment % 500).25","currency":"EUR","by":"shop"}"#
            : #"{"payment_id":"\#(stream)","organization_id":"\#(organization)","by":"gateway"}"#
        let event = NewEvent(
            id: "\(stream)-\(step)", type: step == 0 ? "PaymentInitiated" : "PaymentProcessed", data: data, occurredAt: now, recordedAt: now)
        guard case .appended(_, let position) = try store.append([event], to: stream, expecting: .exactly(Int64(step))) else {
            throw RefoldError(.failed, "an event was not appended", at: .named(store.name))
        }
        return position
    }
}
