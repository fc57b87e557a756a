import RefoldEngine
import RefoldStores
import RefoldValues

/// How all projections stand, at one look: what `status` shows and metrics say.
struct StatusView {
    /// By name.
    var entries: [ProjectionStatus]
    /// What the events say; nil if they cannot be read.
    let store: StoreView?
    /// Whether this role may not look at the read models.
    let isHidden: Bool
    /// The moment of the look.
    let now: Timestamp

    /// - Throws: if the read models, or a store that this role should be able to read, cannot be read.
    init(_ context: CommandContext, at now: Timestamp = .now()) throws(RefoldError) {
        var overview = try context.readModels.overview()
        var parked: [String: Int] = [:]
        for index in overview.generations.indices where overview.generations[index].state == .served {
            let served = overview.generations[index]
            do throws(RefoldError) {
                parked[served.projection] = try context.readModels.parked(in: served).count
            } catch where error.status == .refused {
                // As far as one can act on it, a lost list is a changed catalog.
                overview.generations[index].isAltered = true
            } catch {}
        }
        isHidden = overview.isHidden
        store = try StoreView(of: overview, in: context)
        self.now = now
        entries = try ProjectionStatus.all(
            projections: context.registry.projections.values.sorted { $0.name < $1.name }, overview: overview, store: store,
            resumeFolder: try context.session.settings.resumeFolder(), parked: { parked[$0.projection] })
    }
}
