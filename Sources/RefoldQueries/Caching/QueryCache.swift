import FoundationEssentials
import Glibc
import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues
import Synchronization

/// The key of a query, for a cache of answers.
public protocol CacheKey: Hashable, Sendable {
    associatedtype Subject: Hashable & Sendable
    /// What an event may affect: all answers about one subject are dropped together.
    var subject: Subject { get }
    /// An estimate of the bytes of its texts, excluding its own fixed size.
    var roughBytes: Int { get }
}

/// Keeps answers while the read model has the revision from which they were read.
///
/// An answer is reused only if a lookup finds exactly the revision of the answer. So a catch-up, rebuild or rollback by any process takes
/// effect at once, and no answer is older than the revision at the time of the query. If several threads miss the same answer, one of them
/// runs the query; if it fails, it fails for all of them and is not kept.
///
/// Use it for queries that cost much more than the lookup (see ``ModelProbe``). Not for answers that are needed once.
public final class QueryCache<Key: CacheKey, Value: Sendable>: Sendable {
    private let probe: ModelProbe
    private let bounds: CacheBounds
    private let weight: @Sendable (Value) -> Int
    private let state = Mutex(State())

    /// An estimate of the bytes that keeping an answer takes, excluding the texts of key and answer: its entries in the tables by key, by
    /// subject and by age. Tables have up to twice as many places as entries.
    public static var overhead: Int { 6 * MemoryLayout<Key>.stride + 2 * MemoryLayout<State.Entry>.stride + 256 }

    /// - Parameter weight: an estimate of the bytes of an answer, excluding its own fixed size.
    public init(_ probe: ModelProbe, bounds: CacheBounds, weight: @escaping @Sendable (Value) -> Int = { _ in 0 }) {
        self.probe = probe
        self.bounds = bounds
        self.weight = weight
    }

    public var counts: CacheCounts {
        state.withLock { state in
            var counts = state.counts
            counts.entries = state.table.count
            return counts
        }
    }

    /// The answer to a query, from the cache or from the store.
    ///
    /// - Parameter query: queries the store; called on this thread, without a lock. It must not call another cache whose query may call
    ///   this one.
    /// - Throws: what `query` throws, on this thread or another, and what the lookup throws.
    /// - Complexity: O(1) plus the lookup if the answer is kept.
    public func answer(to key: Key, _ query: () throws(RefoldError) -> Answer<Value>) throws(RefoldError) -> Answer<Value> {
        guard var floor = try probe.floor() else { return try query() }
        while true {
            switch turn(key, floor) {
            case .kept(let answer): return answer
            case .lead(let flight): return try lead(flight, key, floor, query)
            case .alone: return try probe.answer(notBefore: floor, query)
            case .wait(let flight):
                let answer = try flight.wait()
                // The answer may have been read before this thread's lookup.
                if answer.revision.follows(floor) { return shared(answer) }
                guard let now = try probe.freshFloor() else { return try query() }
                if answer.revision == now { return shared(answer) }
                floor = now
            }
        }
    }

    /// Drops all answers about a subject, including those being fetched.
    public func drop(_ subject: Key.Subject) {
        state.withLock { state in
            for key in state.members.removeValue(forKey: subject) ?? [] { state.forget(key) }
            state.flights = state.flights.filter { $0.key.subject != subject }
        }
    }

    /// Drops all answers.
    public func dropAll() {
        state.withLock { state in state = State(counts: state.counts) }
    }

    private func turn(_ key: Key, _ floor: ReadModelRevision) -> State.Turn {
        let now = bounds.timeToLive == nil ? nil : probe.clock()
        return state.withLock { state in
            let kept = state.table.use(key) { entry in entry.answer.revision == floor && isAlive(entry, at: now) }
            if let kept {
                state.counts.hits += 1
                return .kept(kept.answer)
            }
            let thread = pthread_self()
            if let flight = state.flights[key] {
                // A query that calls the cache again would wait for itself.
                return state.flights.values.contains { $0.leader == thread } ? .alone : .wait(flight)
            }
            let flight = Flight<Value>()
            state.flights[key] = flight
            state.counts.queries += 1
            return .lead(flight)
        }
    }

    private func isAlive(_ entry: State.Entry, at now: Duration?) -> Bool {
        guard let now, let timeToLive = bounds.timeToLive else { return true }
        return now - entry.time < timeToLive
    }

    private func shared(_ answer: Answer<Value>) -> Answer<Value> {
        state.withLock { $0.counts.shared += 1 }
        return answer
    }

    private func lead(
        _ flight: Flight<Value>, _ key: Key, _ floor: ReadModelRevision, _ query: () throws(RefoldError) -> Answer<Value>
    ) throws(RefoldError) -> Answer<Value> {
        do throws(RefoldError) {
            let began = probe.clock()
            let answer = try probe.answer(notBefore: floor, query)
            let entry = State.Entry(answer: answer, time: began, weight: Self.overhead + key.roughBytes + weight(answer.value))
            state.withLock { state in
                // Dropped meanwhile: the answer is given to the threads that wait for it, but not kept.
                guard state.end(flight, key) else { return }
                state.keep(entry, for: key, within: bounds)
            }
            flight.land(.success(answer))
            return answer
        } catch {
            _ = state.withLock { $0.end(flight, key) }
            flight.land(.failure(error))
            throw error
        }
    }
}

extension QueryCache {
    private struct State {
        struct Entry {
            let answer: Answer<Value>
            /// When it was fetched.
            let time: Duration
            let weight: Int
        }

        enum Turn {
            case kept(Answer<Value>)
            case lead(Flight<Value>)
            case wait(Flight<Value>)
            /// Called from within a query of this cache.
            case alone
        }

        var table = RecencyTable<Key, Entry>()
        var members: [Key.Subject: Set<Key>] = [:]
        /// The queries in progress, except dropped ones.
        var flights: [Key: Flight<Value>] = [:]
        var weight = 0
        var counts = CacheCounts()

        /// - Returns: whether the answer may be kept.
        mutating func end(_ flight: Flight<Value>, _ key: Key) -> Bool {
            guard flights[key] === flight else { return false }
            flights[key] = nil
            return true
        }

        mutating func keep(_ entry: Entry, for key: Key, within bounds: CacheBounds) {
            guard entry.weight <= bounds.bytes else { return }
            if let old = table.put(entry, for: key) { weight -= old.weight }
            weight += entry.weight
            members[key.subject, default: []].insert(key)
            while table.count > bounds.entries || weight > bounds.bytes {
                guard let oldest = table.removeOldest() else { break }
                weight -= oldest.entry.weight
                leave(oldest.key)
            }
        }

        /// Removes the answer of a key that was removed from its subject already.
        mutating func forget(_ key: Key) {
            if let entry = table.remove(key) { weight -= entry.weight }
        }

        private mutating func leave(_ key: Key) {
            members[key.subject]?.remove(key)
            if members[key.subject]?.isEmpty == true { members[key.subject] = nil }
        }
    }
}
