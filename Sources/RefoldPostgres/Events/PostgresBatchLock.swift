import RefoldStores

/// The lock that has transactions of several commands follow one another on a store.
///
/// A batch holds rows in the order of its commands. Two that meet in opposite orders would wait for each other until the server looks for
/// that, a second later, and stops one. So a batch takes the lock alone, before anything else; a transaction of one command shares it with
/// others of its kind, since a batch and it could meet in the same way.
enum PostgresBatchLock {
    /// The statement that takes it until the transaction ends.
    ///
    /// Two numbers of 32 bits, and so never one of the locks that have one of 64: those of runs, and of the making of tables.
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
