import RefoldCore

/// The states that one transaction has loaded: a stream is read once, however many of its commands concern it.
///
/// On a server others append meanwhile. So a state that was loaded for an earlier command is never the last word: a refusal that
/// rests on it is decided anew with what came since, and an append that rests on it meets a conflict.
final class LoadedStreams<State: CommandState> {
    /// What the events of a stream make of its state, up to a version.
    struct Loaded {
        var state: State
        var version: Int64 = 0
        /// How many events it was read from.
        var count = 0
        /// Whether it was read for the command at hand.
        var isFresh = false
        /// The version of the row that is kept of it; 0 without one.
        var rowVersion: Int64 = 0

        init(_ stream: String) { state = State(stream: stream) }

        /// Takes in the next event of the stream.
        ///
        /// - Throws: `.failed` if the one before it is missing, so that nothing is decided on a part of what happened.
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

    private let events: any EventTransaction
    private let rows: KeptStates<State>?
    private var kept: [ExactText: Loaded] = [:]
    /// How many events the kept ones were read from: a measure of their memory.
    private var weight = 0

    init(_ events: any EventTransaction) throws(RefoldError) {
        self.events = events
        rows = try KeptStates<State>(events)
    }

    /// From how many events on the others are forgotten, so that the memory of a transaction is that of a few long streams.
    private static var limit: Int { 100_000 }

    /// Loads short streams with one look, which on a server saves a round trip per stream.
    func prefetch(_ names: [String]) throws(RefoldError) {
        let wanted = Set(names.map { ExactText($0) })
        let found: [StoredEvent]
        do throws(RefoldError) {
            found = try events.events(inEach: wanted.map(\.text))
        } catch {
            guard error.isOfStoredEvents else { throw error }
            return
        }
        for name in wanted { kept[name] = Loaded(name.text) }
        for stored in found {
            let name = ExactText(stored.stream)
            // What cannot be read fails the commands of its own stream alone, when their turn comes.
            do throws(RefoldError) { try kept[name]?.take(stored) } catch { kept[name] = nil }
        }
        weight = kept.values.reduce(0) { $0 + $1.count }
    }

    /// Hands over the state of a stream, read now unless it is known. It is forgotten unless ``keep(_:of:)`` gives it back.
    func take(_ stream: String) throws(RefoldError) -> Loaded {
        if let loaded = kept.removeValue(forKey: ExactText(stream)) {
            weight -= loaded.count
            return loaded
        }
        var loaded = Loaded(stream)
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

    /// Takes in what was appended since the state was read.
    ///
    /// - Returns: whether there was anything.
    func refresh(_ loaded: inout Loaded, of stream: String) throws(RefoldError) -> Bool {
        let new = try events.events(in: stream, from: loaded.version + 1, limit: nil)
        for stored in new { try loaded.take(stored) }
        loaded.isFresh = true
        if !new.isEmpty || loaded.rowVersion > loaded.version { try writeRow(of: &loaded, stream) }
        return !new.isEmpty
    }

    /// Takes in what the command at hand appended, and keeps the state for the next command of its stream.
    func keep(_ loaded: Loaded, of stream: String, after appended: [StoredEvent] = []) throws(RefoldError) {
        var loaded = loaded
        for stored in appended { try loaded.take(stored) }
        if !appended.isEmpty { try writeRow(of: &loaded, stream) }
        if weight + loaded.count > Self.limit {
            kept.removeAll()
            weight = 0
        }
        loaded.isFresh = false
        kept[ExactText(stream)] = loaded
        weight += loaded.count
    }

    private func writeRow(of loaded: inout Loaded, _ stream: String) throws(RefoldError) {
        if let rows { loaded.rowVersion = try rows.write(loaded.state, of: stream, over: loaded.rowVersion) }
    }
}
