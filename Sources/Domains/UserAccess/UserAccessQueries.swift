import RefoldQueries
import RefoldStores
import RefoldValues

/// The queries of users' accesses.
public protocol UserAccessQueries: Sendable {
    /// The access of a user; nil if none was granted.
    func access(of user: String) throws(RefoldError) -> Answer<UserAccessRecord?>

    /// The suspended accesses, most recently suspended first.
    ///
    /// - Throws: `.usage` if the page is outside ``PageRequest/limits`` or if the cursor belongs to another list.
    func suspended(_ page: PageRequest) throws(RefoldError) -> Answer<Page<UserAccessRecord>>
}

/// An access as in the read model `user_access`.
public struct UserAccessRecord: Hashable, Sendable {
    /// The user's id.
    public var user: String
    public var grantedAt: Timestamp
    public var grantedBy: String
    /// Nil while the access is not suspended; so are ``suspendedBy`` and ``suspensionReason``.
    public var suspendedAt: Timestamp?
    public var suspendedBy: String?
    public var suspensionReason: String?
    /// The version of the last event that changed the access.
    public var version: Int64

    public init(user: String, grantedAt: Timestamp, grantedBy: String, version: Int64) {
        self.user = user
        self.grantedAt = grantedAt
        self.grantedBy = grantedBy
        self.version = version
    }
}
