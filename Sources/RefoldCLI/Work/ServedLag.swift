import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldValues

/// How many events served rows lag behind, for whoever reads those rows and may not be able to read the events.
final class ServedLag {
    private let session: Session
    private let projections: [String: Projection]
    /// Nil until somebody asks; of nothing if the events cannot be read.
    private var store: (events: any EventStore, lag: EventLag)??

    /// - Parameter projections: those that are defined, by name.
    init(_ session: Session, _ projections: [String: Projection]) {
        self.session = session
        self.projections = projections
    }

    /// How many events that the projection reads can be seen past the checkpoint; nil if no store is named, it cannot be read now, the rows were not
    /// made from it, or the projection is no longer defined.
    func lag(of generation: Generation) -> Int64? {
        lag(of: generation.projection, at: generation.position) { () throws(RefoldError) in generation.store }
    }

    /// The same of read models at one position: how many events that any of them reads; nil if it is not known of one.
    func lag(of generations: [Generation]) -> Int64? {
        guard generations.count > 1 else { return generations.first.flatMap { lag(of: $0) } }
        let own = generations.map { lag(of: $0) }
        guard let first = generations.first, own.allSatisfy({ $0 != nil }), let store = open() else { return nil }
        guard own.contains(where: { $0 != 0 }) else { return 0 }
        // An event that two of them read is one event.
        var types: Set<String>? = []
        for generation in generations {
            if let wanted = projections[generation.projection]?.eventTypes { types?.formUnion(wanted) } else { types = nil }
        }
        return try? store.lag.lag(after: first.position, types: types?.sorted())
    }

    /// The same of rows of which only the checkpoint is known.
    ///
    /// - Parameter made: the fingerprint of the events that the rows were made from; called only if they lag.
    func lag(of projection: String, at position: Position, made: () throws(RefoldError) -> StoreFingerprint?) -> Int64? {
        guard let projection = projections[projection] else { return nil }
        do throws(RefoldError) {
            guard let store = open() else { return nil }
            let lag = try store.lag.lag(after: position, types: projection.eventTypes)
            guard lag > 0, let made = try made() else { return lag }
            return try store.events.fingerprint(at: position) == made ? lag : nil
        } catch {
            return nil
        }
    }

    /// Says that events are not in what was written; nothing if none are missing, or that is not known.
    ///
    /// - Parameters:
    ///   - what: what was written.
    ///   - position: what the rows are complete up to.
    func say(_ behind: Int64?, missingIn what: String, of projections: String..., at position: Position) {
        say(behind, missingIn: what, of: projections, at: position)
    }

    /// The same of several read models.
    func say(_ behind: Int64?, missingIn what: String, of projections: [String], at position: Position) {
        guard let behind, behind > 0 else { return }
        session.say(
            "\(what): \(Grouped.text(Int(behind), "event")) of \(projections.joined(separator: ", ")) after position \(Grouped.text(Int(position))) "
                + "\(behind == 1 ? "is" : "are") not in it: run refold catch-up \(projections.joined(separator: " "))")
    }

    private func open() -> (events: any EventStore, lag: EventLag)? {
        if let store { return store }
        var opened: (events: any EventStore, lag: EventLag)?
        if session.settings.store != nil {
            do throws(RefoldError) {
                let events = try session.settings.eventStore(.reading, waits: session.shortWait)
                opened = (events, EventLag(of: events))
            } catch {
                opened = nil
            }
        }
        store = .some(opened)
        return opened
    }
}
