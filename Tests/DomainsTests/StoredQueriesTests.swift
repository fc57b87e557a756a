import RefoldPayments
import RefoldPosts
import RefoldQueries
import RefoldTesting
import RefoldUserAccess
import Testing

@Suite("Stored queries")
struct StoredQueriesTests {
    @Test("of payments pass every check on every store", arguments: PaymentQueriesContract.checks, Adapter.allCases)
    func payments(_ check: PaymentQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in try check.run(store, StoredPaymentQueries(reader)) }
    }

    @Test("of posts pass every check on every store", arguments: PostQueriesContract.checks, Adapter.allCases)
    func posts(_ check: PostQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in try check.run(store, StoredPostQueries(reader)) }
    }

    @Test("of accesses pass every check on every store", arguments: UserAccessQueriesContract.checks, Adapter.allCases)
    func accesses(_ check: UserAccessQueriesContract.Check, _ adapter: Adapter) throws {
        try adapter.with { store, reader in try check.run(store, StoredUserAccessQueries(reader)) }
    }
}
