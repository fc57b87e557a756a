import RefoldQueries
import RefoldStores
import RefoldValues

extension Async where Blocking == any UserAccessQueries {
    /// As ``UserAccessQueries/access(of:)``.
    public func access(of user: String) async throws(RefoldError) -> Answer<UserAccessRecord?> {
        try await self { queries throws(RefoldError) in try queries.access(of: user) }
    }

    /// As ``UserAccessQueries/suspended(_:)``.
    public func suspended(_ page: PageRequest) async throws(RefoldError) -> Answer<Page<UserAccessRecord>> {
        try await self { queries throws(RefoldError) in try queries.suspended(page) }
    }
}
