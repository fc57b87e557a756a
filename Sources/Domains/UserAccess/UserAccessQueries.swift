import RefoldQueries
import RefoldStores
import RefoldValues

/// What can be asked about the accesses of users.
public protocol UserAccessQueries: Sendable {
    /// The access of a user; nil if none was granted.
    func access(of user: String) throws(RefoldError) -> Answer<UserAccessRecord?>

    /// The suspended accesses, the one suspended last first.
    ///
    /// - Throws: `.usage` if the page lies outside ``PageRequest/limits`` or the cursor is of another list.
    func suspended(_ page: PageRequest) throws(RefoldError) -> Answer<Page<UserAccessRecord>>
}

/// An access as the read model `user_access` has it.
public struct UserAccessRecord: Hashable, Sendable {
    /// The user's id.
    public var user: String
    public var grantedAt: Timestamp
    public var grantedBy: String
    /// Nil while the access is not suspended, as ``suspendedBy`` and ``suspensionReason``.
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
