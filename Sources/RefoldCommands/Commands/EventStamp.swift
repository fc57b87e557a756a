import RefoldCore
import RefoldValues

/// What all events of one command have in common.
public struct EventStamp: Hashable, Sendable {
    /// The command's own id, from which the ids of its events are derived.
    public var command: String
    /// When the command was handled.
    public var time: Timestamp
    /// What the sender says beside the command.
    public var metadata: CommandMetadata

    public init(command: String, time: Timestamp, metadata: CommandMetadata = .none) {
        self.command = command
        self.time = time
        self.metadata = metadata
    }

    /// The id of the first event of a command. It identifies an accepted command, even if the process that accepted it was killed.
    public static func eventID(ofCommand id: String) -> String { "command:" + id }

    /// The events of one command, ready to be appended. Their ids are `command:ID`, `command-2:ID` and so on; no other command's first
    /// event can have the id of a later one.
    public func events(_ happened: some Sequence<any DomainEvent>) -> [NewEvent] {
        let metadata = metadata.ofEvents(command: command)
        return happened.enumerated().map { number, event in
            NewEvent(
                id: number == 0 ? Self.eventID(ofCommand: command) : "command-\(number + 1):\(command)", type: event.type, data: event.data,
                metadata: metadata, occurredAt: time, recordedAt: time)
        }
    }
}
