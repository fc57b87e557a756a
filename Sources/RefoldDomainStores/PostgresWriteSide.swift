import RefoldCore
import RefoldDomains
import RefoldPostgres
import Synchronization

/// The write side in a PostgreSQL database: the events and, beside them, the table of accesses.
public final class PostgresWriteSide: WriteSide {
    private let store: PostgresEventStore
    /// Whether the table of accesses was there after a commit.
    private let hasAccesses = Atomic(false)

    public init(_ store: PostgresEventStore) { self.store = store }

    public func transact<Result: Sendable>(_ body: (any WriteTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        let (result, isReady) = try store.write { transaction throws(RefoldError) in
            let accesses = try PostgresUserAccessRepository(transaction, isReady: hasAccesses.load(ordering: .relaxed))
            return (try body(Transaction(events: transaction, accesses: accesses)), accesses.isReady)
        }
        hasAccesses.store(isReady, ordering: .relaxed)
        return result
    }

    private final class Transaction: WriteTransaction {
        let events: any EventTransaction
        let accesses: any UserAccessRepository

        init(events: any EventTransaction, accesses: any UserAccessRepository) {
            self.events = events
            self.accesses = accesses
        }
    }
}
