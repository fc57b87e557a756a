import RefoldCore
import RefoldDomains
import RefoldPostgres

/// The write side in a PostgreSQL database: the events and, beside them, the table of accesses.
public final class PostgresWriteSide: WriteSide {
    private let store: PostgresEventStore
    private let accesses = KnownTable()

    public init(_ store: PostgresEventStore) { self.store = store }

    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any WriteTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try accesses.remembering { isReady throws(RefoldError) in
            try store.write(extent) { transaction throws(RefoldError) in
                let open = StoredWriteTransaction(try PostgresUserAccessTable(transaction), isReady: isReady)
                return (try body(open), open.isReady)
            }
        }
    }
}
