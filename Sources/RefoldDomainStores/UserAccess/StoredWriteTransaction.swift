import RefoldCore
import RefoldDomains
import Synchronization

/// One transaction of a write side in a database: the events and, beside them, the table of accesses, which is made with the first use.
final class StoredWriteTransaction<Table: UserAccessTable>: WriteTransaction, UserAccessRepository {
    private let table: Table
    /// Whether the table is known to be there.
    private(set) var isReady: Bool

    init(_ table: Table, isReady: Bool) {
        self.table = table
        self.isReady = isReady
    }

    var events: any EventTransaction { table.events }
    var accesses: any UserAccessRepository { self }

    func get(_ user: String) throws(RefoldError) -> UserAccess? {
        try makeReady()
        return try table.get(user)
    }

    func save(_ access: UserAccess, as events: [NewEvent]) throws(RefoldError) -> AppendOutcome {
        try makeReady()
        return try table.save(access, as: events)
    }

    private func makeReady() throws(RefoldError) {
        guard !isReady else { return }
        try table.make()
        isReady = true
    }
}

/// What a write side remembers of its table from one transaction to the next: looking for it each time would cost a round trip.
final class KnownTable: Sendable {
    private let isThere = Atomic(false)

    /// Runs a transaction, which is told whether the table was there after the last one, and says so of itself.
    ///
    /// One that fails forgets it: the reason may be that somebody dropped the table, and the next transaction then makes it.
    func remembering<Result>(_ transaction: (Bool) throws(RefoldError) -> (Result, Bool)) throws(RefoldError) -> Result {
        do throws(RefoldError) {
            let (result, isReady) = try transaction(isThere.load(ordering: .relaxed))
            isThere.store(isReady, ordering: .relaxed)
            return result
        } catch {
            isThere.store(false, ordering: .relaxed)
            throw error
        }
    }
}
