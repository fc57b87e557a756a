import RefoldCore

/// The aggregates that one transaction has loaded: a stream is read once, however many of its commands concern it.
///
/// On a server others append meanwhile. So an aggregate that was loaded for an earlier command is never the last word: a refusal that
/// rests on it is decided anew with what came since, and an append that rests on it meets a conflict.
struct LoadedStreams<Aggregate: StreamAggregate> {
    /// What the events of a stream make of its aggregate, up to a version.
    struct State {
        var aggregate = Aggregate()
        var version: Int64 = 0
        /// How many events it was read from.
        var count = 0
        /// Whether it was read for the command at hand.
        var isFresh = false

        /// Takes in the next event of the stream.
        ///
        /// - Throws: `.failed` where the one before it is missing, so that nothing is decided on a part of what happened.
        mutating func take(_ stored: StoredEvent) throws(RefoldError) {
            guard stored.version == version + 1 else {
                throw .missingVersion(
                    version + 1, in: stored.stream, at: .event(position: stored.position, stream: stored.stream, type: stored.event.type))
            }
            try aggregate.apply(stored)
            version = stored.version
            count += 1
        }
    }

    let events: any EventTransaction
    private var states: [ExactText: State] = [:]
    /// How many events the kept ones were read from: a measure of their memory.
    private var weight = 0

    init(_ events: any EventTransaction) { self.events = events }

    /// From how many events on the others are forgotten, so that the memory of a transaction is that of a few long streams.
    private static var limit: Int { 100_000 }

    /// Loads short streams with one look, which on a server saves a round trip a stream.
    mutating func prefetch(_ names: [String]) throws(RefoldError) {
        let wanted = Set(names.map { ExactText($0) })
        let found: [StoredEvent]
        do throws(RefoldError) {
            found = try events.events(inEach: wanted.map(\.text))
        } catch {
            guard error.isOfStoredEvents else { throw error }
            return
        }
        for name in wanted { states[name] = State() }
        for stored in found {
            let name = ExactText(stored.stream)
            // What cannot be read fails the commands of its own stream alone, when their turn comes.
            do throws(RefoldError) { try states[name]?.take(stored) } catch { states[name] = nil }
        }
        weight = states.values.reduce(0) { $0 + $1.count }
    }

    /// Hands over the state of a stream, read now unless it is known. It is forgotten unless ``keep(_:of:)`` gives it back.
    mutating func take(_ stream: String) throws(RefoldError) -> State {
        if let state = states.removeValue(forKey: ExactText(stream)) {
            weight -= state.count
            return state
        }
        var state = State()
        _ = try refresh(&state, of: stream)
        return state
    }

    /// Takes in what was appended since the state was read.
    ///
    /// - Returns: whether there was anything.
    func refresh(_ state: inout State, of stream: String) throws(RefoldError) -> Bool {
        let new = try events.events(in: stream, from: state.version + 1, limit: nil)
        for stored in new { try state.take(stored) }
        state.isFresh = true
        return !new.isEmpty
    }

    /// Keeps a state for the next command of its stream.
    mutating func keep(_ state: State, of stream: String) {
        if weight + state.count > Self.limit {
            states.removeAll()
            weight = 0
        }
        var state = state
        state.isFresh = false
        states[ExactText(stream)] = state
        weight += state.count
    }
}
