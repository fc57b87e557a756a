import RefoldCore
import RefoldStores
import RefoldValues

/// The outcome of a command.
public enum CommandOutcome: Hashable, Sendable {
    /// Its events are durable; `version` is that of the first.
    case accepted(stream: String, version: Int64)
    /// A command with this id was accepted before, with this outcome.
    case duplicate(stream: String, version: Int64)
    /// The domain refuses it; nothing was written. The same id is decided again next time.
    case rejected(stream: String?, reason: Rejection)
    /// The stream is not at the version that the sender expected, or it changed at every attempt.
    case conflict(stream: String, actual: Int64)
}

/// Why a command was rejected. Two rejections with the same name are equal.
public struct Rejection: Sendable, ExpressibleByStringLiteral {
    /// The name of the first refusal, for programs.
    public let name: String
    /// Each refusal as a sentence without a full stop; empty for a line that is not a command, whose faults say more.
    public let facts: [String]

    init(_ refused: Refused) {
        name = refused.refusals.first?.name ?? "Refused"
        facts = refused.refusals.map(\.fact)
    }

    public init(stringLiteral name: String) { self.init(name) }

    init(_ name: String) {
        self.name = name
        facts = []
    }
}

extension Rejection: Hashable {
    public static func == (a: Rejection, b: Rejection) -> Bool { a.name == b.name }

    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension CommandOutcome {
    /// Why the domain refuses the command; empty for every other outcome.
    public var facts: [String] { if case .rejected(_, let reason) = self { reason.facts } else { [] } }
}

extension CommandOutcome: CustomStringConvertible {
    /// For people and logs; programs should use the case.
    public var description: String {
        switch self {
        case .accepted(let stream, let version): "accepted: \(stream), version \(version)"
        case .duplicate(let stream, let version): "duplicate: \(stream), version \(version)"
        case .rejected(_, let reason): "rejected: \(reason.name)" + (reason.facts.first.map { " (\($0))" } ?? "")
        case .conflict(let stream, let actual): "conflict: \(stream) is at version \(actual)"
        }
    }
}

/// What a handler did inside a transaction; valid only after the commit.
struct HandledCommand {
    var outcome: CommandOutcome
    /// The appended events, in order; empty unless the command was accepted.
    var events: [StoredEvent] = []

    /// How often a decision is repeated because another append came first.
    static let retries = 5
}

extension EventTransaction {
    /// The outcome of a command that was accepted before; nil if none with this id was.
    func accepted(command id: String) throws(RefoldError) -> HandledCommand? {
        try event(id: EventStamp.eventID(ofCommand: id)).map(HandledCommand.init(duplicateOf:))
    }
}

extension HandledCommand {
    /// The outcome of a command whose first event exists already.
    init(duplicateOf first: StoredEvent) { self.init(outcome: .duplicate(stream: first.stream, version: first.version)) }

    /// The outcome of a command whose events were appended, the last of them at `version` and `position`.
    ///
    /// - Parameter transaction: looks up the positions of the earlier events, because other appenders may have drawn positions between
    ///   them.
    init(
        appended events: [NewEvent], to stream: String, version: Int64, position: Position, in transaction: any EventTransaction
    ) throws(RefoldError) {
        let first = version - Int64(events.count) + 1
        outcome = .accepted(stream: stream, version: first)
        if events.count == 1 {
            self.events = [StoredEvent(position: position, stream: stream, version: version, event: events[0])]
        } else {
            self.events = try transaction.events(in: stream, from: first, limit: events.count)
        }
    }
}
