import RefoldCore
import RefoldEngine
import RefoldStores
import RefoldValues

/// Holds definitions against the events of a store: folds them as a rebuild would, and keeps nothing.
struct StoreCheck {
    private let session: Session
    private let registry: DefinitionRegistry
    private let location: DatabaseLocation
    private let files: [String]

    /// - Parameter files: the definitions to look at; none means all.
    /// - Returns: nil unless `--store` was given: without it a check needs no store.
    init?(_ session: Session, _ registry: DefinitionRegistry, files: [String]) throws(RefoldError) {
        guard let store = session.settings.store, store.origin == "--\(Flag.store.name)" else { return nil }
        self.session = session
        self.registry = registry
        self.files = files
        location = try session.settings.storeLocation()
    }

    /// Finds what never matched and says it.
    ///
    /// - Throws: `.failed` with the event that a projection cannot take; what the store throws.
    func run(_ log: WarningLog) throws(RefoldError) {
        session.interruption.defer()
        let events = try session.settings.eventStore(.reading, waits: session.waitPolicy)
        guard try events.bound() > 0 else { return }
        let folder = location.folderForTemporaryFiles
        let meter = session.meter("check")
        defer { meter.finish() }
        let survey = try EventSurvey(of: events, EventSurvey.Options(temporaryFolder: folder)).run(
            progress: { meter.update(done: Int($0), total: Int($1)) }, isCancelled: { session.interruption.isRequested })
        let types = Set(survey.types.map { ExactText($0.type) })
        let declared = registry.declared(besides: []).filter { projection in
            files.isEmpty || registry.projectionFiles.contains { $0.name == projection.name && files.contains($0.file.path) }
        }
        let builtIn = registry.builtIn.filter { projection in
            files.isEmpty && projection.eventTypes.map { $0.contains { types.contains(ExactText($0)) } } ?? true
        }
        meter.begin("check: fold")
        let limits = Folding.Limits()
        let options = FoldOptions(memory: limits.memory, workers: limits.workers, temporaryFolder: folder)
        let run = FoldRun(
            events: events, readModels: DiscardedReadModels(dropped: try dropped()), options: options,
            progress: { meter.update(done: Int($0.done), total: Int($0.total)) }, isCancelled: { session.interruption.isRequested })
        let projections = declared + builtIn
        let outcomes = try run.rebuild(projections)
        meter.finish()
        let names = NearNames(events, folder: folder, types: survey.types.map(\.type)) { session.interruption.isRequested }
        let finder = WarningFinder(registry: registry, names: names)
        let found = zip(projections, outcomes).map { (projection: $0, unmatched: $0.unmatched($1.matches)) }
        log.add(finder.warnings(found), in: session)
        if files.isEmpty { log.add(finder.untaken(survey.types.map { ($0.type, $0.events) }), in: session) }
    }

    /// What people have dropped, which every rebuild leaves out; nothing if there are no read models, or this role may not use them.
    private func dropped() throws(RefoldError) -> [DroppedEvent] {
        let models = try session.settings.readModelLocation().readModelStore(waits: session.waitPolicy, housekeeping: session.housekeeping)
        return try models.isHidden() ? [] : models.dropped()
    }
}
