import RefoldCore
import RefoldPayments
import RefoldSQLite
import RefoldStores
import RefoldValues

/// Reads all events that `payments` reads, and makes digests of them or not.
enum DigestStep {
    enum Way: String {
        /// The floor: what a rebuild reads anyway.
        case scan
        /// With digests over what is read.
        case events
        /// With all columns read, and digests over them.
        case whole
    }

    static func run(store: String, _ way: Way) throws(RefoldError) -> FloorResult? {
        let events = try SQLiteEventStore(path: store, access: .reading)
        let own = Payments().projections[0]
        let columns = way == .whole ? .all : own.eventColumns
        let scan = try events.scan(EventQuery(after: 0, through: .max, types: own.eventTypes, columns: columns))
        let batch = EventBatch()
        var (digest, digests) = (EventDigest(columns), [UInt64]())
        var sum: UInt64 = 0
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            guard way != .scan else { continue }
            digest.digest(batch, into: &digests)
            for index in 0..<batch.count { sum = EventDigest.adding(digests[index], to: sum) }
        }
        guard way == .scan || sum != 0 else { throw RefoldError(.failed, "the events have no digest") }
        return nil
    }
}
