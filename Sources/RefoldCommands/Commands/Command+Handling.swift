import RefoldStores
import RefoldValues

extension Command {
    /// The type of the state on which it is decided.
    var stateType: any CommandState.Type { State.self }

    /// Loads the stream, decides, and appends with the version on which the decision rests.
    ///
    /// The append itself finds a command that was accepted before. If the command is refused, nothing is appended; so the id is looked up,
    /// because an accepted command is usually refused the second time by its own effects.
    ///
    /// - Parameters:
    ///   - expected: the version that the sender saw; nil if it does not matter.
    ///   - loaded: what earlier commands of the same transaction loaded.
    /// - Throws: `.failed` if the store fails, or if an event of the stream cannot be read.
    func handle(
        _ stamp: EventStamp, expecting expected: Int64?, in loaded: LoadedStreams, of events: any EventTransaction
    ) throws(RefoldError) -> HandledCommand {
        do throws(RefoldError) {
            return try decideAndAppend(stamp, expecting: expected, in: loaded, of: events)
        } catch {
            // The command may have been accepted before the unreadable event was written.
            guard error.isOfStoredEvents, let first = try events.accepted(command: stamp.command) else { throw error }
            return first
        }
    }

    private func decideAndAppend(
        _ stamp: EventStamp, expecting expected: Int64?, in loaded: LoadedStreams, of events: any EventTransaction
    ) throws(RefoldError) -> HandledCommand {
        let stream = stream
        var state = try loaded.take(stream)
        var conflicts = 0
        while true {
            switch try decision(on: state, at: stamp.time, expecting: expected) {
            case .refused(let outcome):
                let first = try events.accepted(command: stamp.command)
                if first == nil, !state.isFresh, try loaded.refresh(&state, of: stream) { continue }
                try loaded.keep(state, of: stream)
                return first ?? HandledCommand(outcome: outcome)
            case .happens(let happened):
                let new = stamp.events(happened)
                switch try events.append(new, to: stream, expecting: .exactly(state.version)) {
                case .appended(let version, let position):
                    let handled = try HandledCommand(appended: new, to: stream, version: version, position: position, in: events)
                    try loaded.keep(state, of: stream, after: handled.events)
                    return handled
                case .duplicate(let first): return HandledCommand(duplicateOf: first)
                case .conflict(let actual):
                    _ = try loaded.refresh(&state, of: stream)
                    guard conflicts < HandledCommand.retries else { return HandledCommand(outcome: .conflict(stream: stream, actual: actual)) }
                    conflicts += 1
                }
            }
        }
    }

    private func decision(on loaded: LoadedStreams.Loaded, at time: Timestamp, expecting expected: Int64?) throws(RefoldError) -> Decision {
        if let expected, expected != loaded.version { return .refused(.conflict(stream: stream, actual: loaded.version)) }
        let state = try loaded.state(as: State.self)
        do throws(Refused) {
            return .happens(try decide(on: state, at: time))
        } catch {
            return .refused(.rejected(stream: stream, reason: Rejection(error)))
        }
    }
}

/// The result of deciding a command on a state.
private enum Decision {
    case happens([any DomainEvent])
    case refused(CommandOutcome)
}
