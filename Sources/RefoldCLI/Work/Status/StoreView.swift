import RefoldEngine
import RefoldStores
import RefoldValues

/// What the events say of the read models, for `status`.
struct StoreView {
    let comparison: StoreComparison
    let lag: EventLag
    /// How the store is read.
    let traits: StoreTraits

    /// - Returns: nil if only read models are named, or if this role may not read the events, as one that reads reports alone.
    /// - Throws: if the events cannot be read for another reason.
    init?(of overview: ReadModelOverview, in context: CommandContext) throws(RefoldError) {
        guard context.session.settings.store != nil else { return nil }
        do throws(RefoldError) {
            let events = try context.events()
            comparison = try StoreComparison(of: overview.generations.filter { $0.state == .served }, with: events)
            lag = EventLag(of: events)
            traits = events.traits
        } catch where !overview.isWhole || error.isOfRights {
            context.session.say("the events cannot be read, so that the lag is not known: \(error.faults[0].what)")
            return nil
        }
    }
}
