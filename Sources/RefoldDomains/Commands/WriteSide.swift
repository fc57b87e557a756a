import RefoldCore

/// Runs commands in transactions: the event store together with the tables that are kept beside it.
public protocol WriteSide: Sendable {
    /// Runs `body` in one transaction; all it wrote is durable together when this returns. See ``EventStore/transact(_:)``.
    func transact<Result: Sendable>(_ body: (any WriteTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result
}

/// The inside of one transaction of the write side.
public protocol WriteTransaction: AnyObject {
    var events: any EventTransaction { get }
    var accesses: any UserAccessRepository { get }
}

/// What all events of one command have in common.
public struct EventStamp: Hashable, Sendable {
    /// The command's own id, from which the ids of its events are derived.
    public var command: String
    public var time: Timestamp

    public init(command: String, time: Timestamp) {
        self.command = command
        self.time = time
    }
}
