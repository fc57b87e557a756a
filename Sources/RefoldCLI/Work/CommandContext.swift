import FoundationEssentials
import RefoldFiles
import RefoldReports
import RefoldStores
import RefoldValues

/// What a verb works on: the definitions, the event store and the read models of its settings.
struct CommandContext {
    let session: Session
    let registry: DefinitionRegistry
    let readModelLocation: DatabaseLocation
    let readModels: any ReadModelStore
    /// The files that no output may replace.
    let spared: ProtectedFiles
    /// The folders that were made for outputs.
    let madeFolders = MadeFolders()

    /// - Parameter readModels: of the same settings; nil for a new one.
    /// - Throws: status 2 if the settings do not specify the databases, or put events and read models into one file.
    init(_ session: Session, readModels: (any ReadModelStore)? = nil) throws(RefoldError) {
        self.session = session
        let folder = try session.settings.definitionsFolder()
        registry = DefinitionRegistry(folder: folder.path, isNamed: folder.isNamed, session.domains)
        readModelLocation = try session.settings.readModelLocation()
        self.readModels = readModels ?? readModelLocation.readModelStore(waits: session.waitPolicy, housekeeping: session.housekeeping)
        spared = ProtectedFiles(session.settings, registry)
        if let metrics = try session.settings.metricsFile() {
            if let fault = spared.fault(writing: metrics, at: .named(session.settings.metrics?.origin ?? "--\(Flag.metrics.name)")) { throw RefoldError(.usage, [fault]) }
        }
        if session.settings.store != nil, try session.settings.storeLocation().isSameFile(as: readModelLocation) {
            throw RefoldError(
                .usage, "events and read models are in one file", at: .named(readModelLocation.description), expected: "two files",
                remedy: "leave --read-models out, or name another file")
        }
    }

    /// The event store, which must exist.
    func events() throws(RefoldError) -> any EventStore {
        try session.settings.eventStore(.reading, waits: session.waitPolicy, counting: session.unreadable)
    }

    /// The event store, whose positions must stay as they are.
    ///
    /// - Parameter what: what needs that, as a noun, perhaps with an article: `catch-up`.
    /// - Throws: also status 2 if another run would find other events at the same positions.
    func stableEvents(for what: String) throws(RefoldError) -> any EventStore {
        let events = try events()
        try events.requireStable(for: what)
        return events
    }

    /// Begins a file that appears completely or not at all, and creates the missing folders above it.
    ///
    /// - Throws: status 2, before anything is created, if the file would replace one that Refold reads or keeps.
    func output(_ path: String) throws(RefoldError) -> AtomicFile {
        try spared.check(path)
        madeFolders.add(try Folder.make(for: path))
        return try AtomicFile(path, sparing: spared)
    }

    /// Says that rows are those of an earlier version than the one that is defined. `--quiet` does not hide it.
    func sayVersion(of served: Generation) {
        guard let defined = registry.projections[served.projection], defined.version > served.version else { return }
        let own = (try? readModels.generations()) ?? []
        let waits = own.contains { $0.projection == served.projection && $0.state == .built && $0.version == defined.version }
        let (name, verb) = (served.projection, waits ? "promote" : "catch-up")
        session.console.warn(
            "\(name): version \(served.version) is served and the definition has version \(defined.version): run refold \(verb) \(name)")
    }

    /// The served rows of a projection; shows progress while they are read.
    ///
    /// - Parameter task: the purpose, for the progress line.
    /// - Throws: status 2 if there is no such projection, or if its definition changed under the served version; status 3 if
    ///   currencies that its amounts may have changed; status 1 if it was never built.
    func snapshot(of projection: String, for task: String) throws(RefoldError) -> any ReadModelSnapshot {
        try checked(try readModels.snapshot(of: projection), of: projection, for: task)
    }

    /// The served rows of some projections as of one moment, in their order; as ``snapshot(of:for:)``.
    func snapshots(of projections: [String], for task: String) throws(RefoldError) -> [any ReadModelSnapshot] {
        try zip(projections, readModels.servedSnapshots(of: projections)).map { (pair) throws(RefoldError) in
            try checked(pair.1, of: pair.0, for: task)
        }
    }

    private func checked(_ served: (any ReadModelSnapshot)?, of projection: String, for task: String) throws(RefoldError) -> any ReadModelSnapshot {
        if let served {
            if let defined = registry.projections[projection] {
                try defined.check(against: served.generation)
                try defined.checkCurrencies(of: served.generation)
            }
            return MeteredSnapshot(served, task: task, in: session)
        }
        _ = try registry.projection(named: projection)
        if session.settings.store != nil { _ = try events() }
        throw RefoldError(
            .failed, "the projection \"\(projection)\" has no served rows", at: .named(readModels.name),
            remedy: "run refold rebuild \(projection)")
    }
}

extension EventStore {
    /// - Throws: status 2 if the positions of the store's events change, so that nothing can go on from an earlier run.
    func requireStable(for what: String) throws(RefoldError) {
        guard !traits.isStable else { return }
        throw RefoldError(
            .usage, "this is \(traits.description ?? "a store") without a stable order of all events, which \(what) needs", at: .named(name),
            expected: "a store in which an event keeps its position, and nothing appears below what was read", remedy: "use refold rebuild, which reads all events anew")
    }
}

extension CommandContext {
    /// What reports may keep in so many bytes, with the folder of temporary files of the read models.
    func memoryForReports(_ bytes: Int) -> ReportMemory { ReportMemory(bytes: bytes, folder: readModelLocation.folderForTemporaryFiles) }
}
