import RefoldEngine
import RefoldStores
import RefoldValues

/// How many events served rows lag behind, for whoever reads those rows and may not be able to read the events.
final class ServedLag {
    private let context: CommandContext
    /// Nil until somebody asks; of nothing if the events cannot be read.
    private var store: (events: any EventStore, lag: EventLag)??

    init(_ context: CommandContext) { self.context = context }

    /// How many events that the projection reads can be seen past the checkpoint; nil if no store is named, it cannot be read now, the rows were not
    /// made from it, or the projection is no longer defined.
    func lag(of generation: Generation) -> Int64? {
        guard let projection = context.registry.projections[generation.projection] else { return nil }
        do throws(RefoldError) {
            guard let store = open() else { return nil }
            let lag = try store.lag.lag(after: generation.position, types: projection.eventTypes)
            guard lag > 0, let made = generation.store else { return lag }
            return try store.events.fingerprint(at: generation.position) == made ? lag : nil
        } catch {
            return nil
        }
    }

    private func open() -> (events: any EventStore, lag: EventLag)? {
        if let store { return store }
        var opened: (events: any EventStore, lag: EventLag)?
        if context.session.settings.store != nil {
            do throws(RefoldError) {
                let events = try context.session.settings.storeLocation().eventStore(.reading, waits: context.session.shortWait)
                opened = (events, EventLag(of: events))
            } catch {
                opened = nil
            }
        }
        store = .some(opened)
        return opened
    }
}
