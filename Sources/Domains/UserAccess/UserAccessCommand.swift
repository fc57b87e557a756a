import RefoldCommands

/// A request to change a user's access.
public enum UserAccessCommand: Hashable, Sendable {
    case grant(by: String)
    case suspend(reason: String, by: String)
    case reactivate(by: String)
}

/// The reason for which a command on an access is refused. Nothing is written then.
public enum UserAccessRefusal: String, DomainRefusal, CaseIterable {
    case userAccessIsAlreadyGranted = "UserAccessIsAlreadyGranted"
    case userAccessIsAlreadySuspended = "UserAccessIsAlreadySuspended"
    case userAccessIsNotSuspended = "UserAccessIsNotSuspended"
    case userAccessNotFound = "UserAccessNotFound"
    case userIsNotNamed = "UserIsNotNamed"

    public var fact: String {
        switch self {
        case .userAccessIsAlreadyGranted: "the access of this user has been granted before"
        case .userAccessIsAlreadySuspended: "the access of this user is suspended already"
        case .userAccessIsNotSuspended: "the access of this user is not suspended, so there is nothing to reactivate"
        case .userAccessNotFound: "no access has been granted to this user"
        case .userIsNotNamed: "the user's id is empty"
        }
    }
}
