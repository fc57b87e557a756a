import RefoldCore

/// Handles the commands of accesses: gets the aggregate from the repository, lets it decide, saves it.
///
/// For many commands at a time see ``CommandBus``, which shares one commit between them.
public struct UserAccessHandler: Sendable {
    private let writeSide: any WriteSide
    private let bus: EventBus
    private let now: @Sendable () -> Timestamp

    /// - Parameters:
    ///   - bus: is told what happened, once it is durable.
    ///   - now: the time that events are stamped with.
    public init(_ writeSide: any WriteSide, bus: EventBus = EventBus(), now: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        self.writeSide = writeSide
        self.bus = bus
        self.now = now
    }

    /// Handles one command. What it says is durable when it returns.
    ///
    /// - Parameters:
    ///   - id: the command's own id, by which a repeated one is known.
    ///   - expectedVersion: the version of the stream that the sender saw; nil where it does not matter.
    /// - Throws: `.failed` where the store cannot do it, or the stream holds what cannot be read.
    public func handle(_ request: UserAccessRequest, id: String, expectedVersion: Int64? = nil) throws(RefoldError) -> CommandOutcome {
        try bus.publishing { () throws(RefoldError) in
            let handled = try writeSide.transact { transaction throws(RefoldError) in
                try request.handle(EventStamp(command: id, time: now()), expecting: expectedVersion, in: transaction)
            }
            return (handled.outcome, handled.events)
        }
    }
}

extension UserAccessRequest {
    /// Handles the command inside a transaction. Whether it was accepted before is looked up as ``StreamCommand`` does.
    func handle(_ stamp: EventStamp, expecting expected: Int64?, in transaction: any WriteTransaction) throws(RefoldError) -> HandledCommand {
        let stream = UserAccess.stream(of: user)
        let events = transaction.events
        var actual: Int64 = 0
        for _ in 0...HandledCommand.retries {
            var access: UserAccess
            do throws(RefoldError) {
                access = try transaction.accesses.get(user) ?? UserAccess(user: user)
            } catch {
                // What cannot be read may follow what was accepted. Where the database itself failed, the transaction may have ended.
                guard error.isOfStoredEvents, let first = try events.accepted(command: stamp.command) else { throw error }
                return first
            }
            if let expected, expected != access.streamVersion {
                return try events.accepted(command: stamp.command)
                    ?? HandledCommand(outcome: .conflict(stream: stream, actual: access.streamVersion))
            }
            do throws(UserAccessRefusal) {
                try access.handle(command, at: stamp.time)
            } catch {
                return try events.accepted(command: stamp.command) ?? HandledCommand(outcome: .rejected(stream: stream, reason: error.name))
            }
            let new = stamp.events(access.pending)
            switch try transaction.accesses.save(access, as: new) {
            case .appended(let version, let position):
                return try HandledCommand(appended: new, to: stream, version: version, position: position, in: events)
            case .duplicate(let first): return HandledCommand(duplicateOf: first)
            case .conflict(let current): actual = current
            }
        }
        return HandledCommand(outcome: .conflict(stream: stream, actual: actual))
    }
}
