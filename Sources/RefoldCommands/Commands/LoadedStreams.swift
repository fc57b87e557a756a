import RefoldCore
import RefoldStores
import RefoldValues

/// The states that one transaction has loaded. A stream is read once, however many commands concern it.
///
/// On a server, others append meanwhile. A state loaded for an earlier command may therefore be old: a refusal that rests on it is decided
/// again with the newer events, and an append that rests on it meets a conflict.
///
/// Generic code over the type of a state would look up its metadata for each command, because the type is known at compile time only in the
/// domain's own module. So a state is stored as `any CommandState`, and cast when a command decides on it.
final class LoadedStreams {
    /// The state of a stream up to a version.
    struct Loaded {
        var state: any CommandState
        var version: Int64 = 0
        /// How many events were applied to it.
        var count = 0
        /// Whether it was read for the present command.
        var isFresh = false
        /// The version of its kept row; 0 if there is none.
        var rowVersion: Int64 = 0

        init(_ state: any CommandState) { self.state = state }

        /// The state, as the type that a command decides on.
        ///
        /// - Throws: `.failed` if it is of another type.
        func state<State: CommandState>(as type: State.Type) throws(RefoldError) -> State {
            guard let state = state as? State else { throw RefoldError(.failed, "a command was given the state of another type of command") }
            return state
        }

        /// Applies the next event of the stream.
        ///
        /// - Throws: `.failed` if the event before it is missing, so that nothing is decided on a partial history.
        mutating func take(_ stored: StoredEvent) throws(RefoldError) {
            guard stored.version == version + 1 else {
                throw .missingVersion(
                    version + 1, in: stored.stream, at: .event(position: stored.position, stream: stored.stream, type: stored.event.type))
            }
            try state.apply(stored)
            version = stored.version
            count += 1
        }
    }

    /// The type of all its states.
    let type: any CommandState.Type
    private let events: any EventTransaction
    private let rows: KeptStates?
    private var kept: [ExactText: Loaded] = [:]
    /// How many events the kept states were read from: a measure of their memory.
    private var weight = 0

    init(of type: any CommandState.Type, _ events: any EventTransaction) throws(RefoldError) {
        self.events = events
        self.type = type
        rows = try KeptStates(of: type, events)
    }

    /// If more events than this were read, other states are dropped. So the memory of a transaction is that of a few long streams.
    private static var limit: Int { 100_000 }

    /// Loads short streams by one query, before any other is loaded. On a server that saves a round trip per stream.
    func prefetch(_ names: [String]) throws(RefoldError) {
        kept.reserveCapacity(names.count)
        for name in names { kept[ExactText(name)] = Loaded(type.init(stream: name)) }
        let found: [StoredEvent]
        do throws(RefoldError) {
            found = try events.events(inEach: kept.keys.map(\.text))
        } catch {
            kept.removeAll()
            guard error.isOfStoredEvents else { throw error }
            return
        }
        for stored in found {
            let name = ExactText(stored.stream)
            // An event that cannot be read fails only the commands of its own stream, when their turn comes.
            do throws(RefoldError) { try kept[name]?.take(stored) } catch { kept[name] = nil }
        }
        weight = kept.values.reduce(0) { $0 + $1.count }
    }

    /// Removes and returns the state of a stream, reading it unless it is known. ``keep(_:of:)`` puts it back.
    func take(_ stream: String) throws(RefoldError) -> Loaded {
        if let loaded = kept.removeValue(forKey: ExactText(stream)) {
            weight -= loaded.count
            return loaded
        }
        var loaded = Loaded(type.init(stream: stream))
        if let rows {
            let (state, version, isCurrent) = try rows.find(stream)
            loaded.rowVersion = version
            if isCurrent {
                (loaded.state, loaded.version, loaded.isFresh) = (state ?? loaded.state, version, true)
                return loaded
            }
        }
        _ = try refresh(&loaded, of: stream)
        return loaded
    }

    /// Applies the events that were appended since the state was read.
    ///
    /// - Returns: whether there were any.
    func refresh(_ loaded: inout Loaded, of stream: String) throws(RefoldError) -> Bool {
        let new = try events.events(in: stream, from: loaded.version + 1, limit: nil)
        for stored in new { try loaded.take(stored) }
        loaded.isFresh = true
        if !new.isEmpty || loaded.rowVersion > loaded.version { try writeRow(of: &loaded, stream) }
        return !new.isEmpty
    }

    /// Applies the events that the present command appended, and keeps the state for the next command of the stream.
    func keep(_ loaded: consuming Loaded, of stream: String, after appended: [StoredEvent] = []) throws(RefoldError) {
        for stored in appended { try loaded.take(stored) }
        if !appended.isEmpty { try writeRow(of: &loaded, stream) }
        let count = loaded.count
        if weight + count > Self.limit {
            kept.removeAll()
            weight = 0
        }
        loaded.isFresh = false
        kept[ExactText(stream)] = loaded
        weight += count
    }

    private func writeRow(of loaded: inout Loaded, _ stream: String) throws(RefoldError) {
        if let rows { loaded.rowVersion = try rows.write(loaded.state, of: stream, over: loaded.rowVersion) }
    }
}
