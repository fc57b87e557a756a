import RefoldQueries
import RefoldStores
import RefoldValues

extension Async where Blocking == any PostQueries {
    /// As ``PostQueries/post(_:)``.
    public func post(_ id: String) async throws(RefoldError) -> Answer<PostRecord?> {
        try await self { queries throws(RefoldError) in try queries.post(id) }
    }

    /// As ``PostQueries/last(_:)``.
    public func last(_ page: PageRequest) async throws(RefoldError) -> Answer<Page<PostHeader>> {
        try await self { queries throws(RefoldError) in try queries.last(page) }
    }

    /// As ``PostQueries/top(_:)``.
    public func top(_ page: PageRequest) async throws(RefoldError) -> Answer<Page<PostHeader>> {
        try await self { queries throws(RefoldError) in try queries.top(page) }
    }

    /// As ``PostQueries/posts(by:_:)``.
    public func posts(by user: String, _ page: PageRequest) async throws(RefoldError) -> Answer<Page<PostHeader>> {
        try await self { queries throws(RefoldError) in try queries.posts(by: user, page) }
    }
}
