import RefoldCommands
import RefoldCore
import RefoldDomain
import RefoldQueries

/// Accesses of users: granted, suspended, reactivated. The stream of an access is `access-USER`.
public struct UserAccesses: Domain {
    public let name = "accesses"
    public let streamPrefix: String? = UserAccess.streamPrefix

    public init() {}

    public var projections: [Projection] { [.userAccess] }

    public var commands: [CommandForm] { [.grantUserAccess, .suspendUserAccess, .reactivateUserAccess] }

    public var queries: [QueryForm] { [.userAccess, .suspendedAccesses] }
}
