/// A command with what belongs to its handling.
public struct CommandRequest: Hashable, Sendable {
    /// The command's own id, by which a repeated one is known.
    public var id: String
    /// The version that the sender saw; nil where it does not matter.
    public var expectedVersion: Int64?
    public var command: DomainCommand

    public init(id: String, expectedVersion: Int64? = nil, _ command: DomainCommand) {
        self.id = id
        self.expectedVersion = expectedVersion
        self.command = command
    }
}

/// A command of any domain, with what it concerns.
public enum DomainCommand: Hashable, Sendable {
    case payment(PaymentRequest)
    case access(UserAccessRequest)
    case post(PostRequest)
}

extension DomainCommand {
    /// The stream that it is decided on.
    var stream: String {
        switch self {
        case .payment(let request): request.stream
        case .access(let request): UserAccess.stream(of: request.user)
        case .post(let request): request.stream
        }
    }

    /// Why it was rejected, as sentences without a full stop: all that is wrong with it by itself, else the one fact that counts. Empty
    /// for every other outcome.
    func facts(of outcome: CommandOutcome) -> [String] {
        guard case .rejected(_, let reason) = outcome else { return [] }
        if case .payment(let request) = self, case .create(let wanted) = request.command {
            let refusals = wanted.money(of: request.payment).refusals
            if refusals.first?.name == reason { return refusals.map(\.fact) }
        }
        return outcome.fact.map { [$0] } ?? []
    }
}
