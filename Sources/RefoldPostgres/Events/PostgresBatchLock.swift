import RefoldStores

/// The lock that makes transactions of several commands run one after the other on a store.
///
/// A batch locks rows in the order of its commands. Two batches with opposite orders would deadlock, which the server detects after a
/// second by aborting one. So a batch takes this lock exclusively, before any other. A transaction of one command takes it shared, because
/// it could deadlock with a batch in the same way.
enum PostgresBatchLock {
    /// The statement that takes the lock until the transaction ends.
    ///
    /// It uses two 32-bit keys, so it never collides with the locks that have one 64-bit key: those of runs, and of creating tables.
    static func statement(for extent: TransactionExtent, of table: PostgresEventTable) -> String {
        let function =
            switch extent {
            case .oneCommand: "pg_advisory_xact_lock_shared"
            case .batch: "pg_advisory_xact_lock"
            }
        return "SELECT \(function)('\(family)'::int4, '\(Int32(bitPattern: table.number))'::int4)"
    }

    private static let family = Int32(truncatingIfNeeded: Array("refold batches".utf8).span.stableHash)
}
