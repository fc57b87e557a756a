import RefoldCore
import RefoldDomains
import RefoldSQLite

/// The write side in a SQLite file: the events and, beside them, the table of accesses.
public final class SQLiteWriteSide: WriteSide {
    private let store: SQLiteEventStore
    private let accesses = KnownTable()

    public init(_ store: SQLiteEventStore) { self.store = store }

    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any WriteTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try accesses.remembering { isReady throws(RefoldError) in
            try store.write { transaction throws(RefoldError) in
                let open = StoredWriteTransaction(SQLiteUserAccessTable(transaction: transaction), isReady: isReady)
                return (try body(open), open.isReady)
            }
        }
    }
}
