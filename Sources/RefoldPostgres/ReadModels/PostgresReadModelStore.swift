import RefoldCore
import RefoldStores
import RefoldValues

/// Read models in the schema `read_models` of a PostgreSQL database: a catalog, a table per generation, a view per projection.
///
/// The schema is created by the first build. Readers wait only for the moment of a switch, at most ``SwitchPolicy/lockTimeout``.
public struct PostgresReadModelStore: ReadModelStore {
    private let location: PostgresLocation
    private let now: @Sendable () -> Timestamp
    private let switching: SwitchPolicy
    private let waits: WaitPolicy?
    /// What is kept open in between; nil for nothing.
    private let kept: Kept?

    private struct Kept {
        let reading = PostgresSessions(capacity: 1)
        /// One for each projection of a run.
        let writing = PostgresSessions(capacity: 16)
        let locks: PostgresFreeLocks
    }

    /// - Parameters:
    ///   - location: the database; it may be the event store's.
    ///   - now: the clock for the times in the catalog.
    ///   - waits: how it waits for locks; nil for as long as the server, or a switch, does.
    public init(_ location: PostgresLocation, now: @escaping @Sendable () -> Timestamp, waits: WaitPolicy? = nil) {
        self.init(location, switching: SwitchPolicy(), waits: waits, now: now)
    }

    init(
        _ location: PostgresLocation, switching: SwitchPolicy, waits: WaitPolicy? = nil, keepingSessions: Bool = false,
        now: @escaping @Sendable () -> Timestamp
    ) {
        self.location = location
        kept = keepingSessions ? Kept(locks: PostgresFreeLocks(at: location, waits: waits)) : nil
        self.now = now
        self.switching = switching
        self.waits = waits
    }

    public var name: String { location.name }

    public func generations() throws(RefoldError) -> [Generation] {
        let operation = "read the catalog of read models"
        let loan = try lend(kept?.reading, openForReading)
        return try loan.connection.transaction(Self.oneState, to: operation) { () throws(RefoldError) in
            try PostgresReadModelCatalog(connection: loan.connection).generations()
        }
    }

    public func overview() throws(RefoldError) -> ReadModelOverview {
        let connection = try openForReading()
        return try connection.transaction(Self.oneState, to: "read the catalog of read models") { () throws(RefoldError) in
            let catalog = PostgresReadModelCatalog(connection: connection)
            if try catalog.isHidden() { return ReadModelOverview(generations: [], lastRuns: [], isHidden: true) }
            let access = try catalog.access()
            return ReadModelOverview(
                generations: try catalog.generations(access), lastRuns: try catalog.lastRuns(access), unfinished: access == .tables ? try catalog.unfinished() : [],
                isWhole: access != .views)
        }
    }

    public func isHidden() throws(RefoldError) -> Bool { try PostgresReadModelCatalog(connection: openForReading()).isHidden() }

    public func note(_ ends: [RunEnd]) throws(RefoldError) {
        // A run that was cancelled keeps that too: only the lock timeout ends this.
        try PostgresReadModelCatalog(connection: Self.openForWriting(location, switching, nil)).note(ends, at: now())
    }

    public func runs() throws(RefoldError) -> [RunRecord] {
        try PostgresReadModelCatalog(connection: openForReading()).runs()
    }

    public func note(_ runs: [RunRecord], makes: Bool) throws(RefoldError) {
        // A run that was cancelled keeps that too.
        let waits = WaitPolicy(limit: .seconds(60), isCancelled: { false }) { _ in }
        try PostgresReadModelCatalog(connection: Self.openForWriting(location, switching, waits)).note(runs, makes: makes)
    }

    public func knownTypes() throws(RefoldError) -> KnownTypes? {
        try PostgresReadModelCatalog(connection: openForReading()).knownTypes()
    }

    public func note(_ types: KnownTypes) throws(RefoldError) {
        try PostgresReadModelCatalog(connection: Self.openForWriting(location, switching, waits)).note(types)
    }

    public func parked(in generation: Generation) throws(RefoldError) -> [ParkedEvent] {
        try PostgresReadModelCatalog(connection: lend(kept?.reading, openForReading).connection).parked(in: generation, snapshot: false)
    }

    public func ranges(of generation: Generation, from first: Int64, limit: Int, lists: Bool) throws(RefoldError) -> [EventRange] {
        try PostgresReadModelCatalog(connection: lend(kept?.reading, openForReading).connection)
            .ranges(of: generation, from: first, limit: limit, lists: lists)
    }

    public func lastRange(of generation: Generation) throws(RefoldError) -> EventRange? {
        try PostgresReadModelCatalog(connection: lend(kept?.reading, openForReading).connection).lastRange(of: generation)
    }

    public func dropped() throws(RefoldError) -> [DroppedEvent] {
        try PostgresReadModelCatalog(connection: lend(kept?.reading, openForReading).connection).dropped()
    }

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock {
        try PostgresRunLock(subject, at: location, waits: waits)
    }

    public func lockIfFree(_ subject: LockSubject) throws(RefoldError) -> (any RunLock)? {
        try (kept?.locks ?? PostgresFreeLocks(at: location, waits: waits)).take(subject)
    }

    public func keepingSessions() -> any ReadModelStore {
        PostgresReadModelStore(location, switching: switching, waits: waits, keepingSessions: true, now: now)
    }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, zones: UInt64?, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        let operation = "begin a generation of \"\(schema.name)\""
        try CatalogTable.requireOtherName(than: schema.name)
        let connection = try Self.openForWriting(location, switching, waits)
        let catalog = PostgresReadModelCatalog(connection: connection)
        try catalog.makeIfMissing()
        try? catalog.makeViewsIfMissing()
        for leftover in try catalog.generations(of: schema.name, removed: true) where leftover.state.isReplaced {
            try catalog.remove(leftover, to: "remove what an ended run left")
        }
        try? catalog.removeUnknownTables(of: schema.name, to: "remove what an ended run left")
        try catalog.makeWritingIfMissing(to: operation)
        let (generation, served) = try connection.transaction(to: operation) { () throws(RefoldError) -> (Generation, Generation?) in
            let served = try catalog.generations(of: schema.name).first { $0.state == .served }
            var generation = Generation(
                number: try catalog.nextNumber(of: schema.name, to: operation), state: .building, version: version, fingerprint: fingerprint, zones: zones, position: 0,
                rows: 0, schema: schema, updatedAt: now())
            generation.origin = origin
            try ServedView(of: generation, on: connection).requireOwn()
            try catalog.add(generation, to: operation)
            try catalog.beginWriting(generation, to: operation)
            let table = PostgresReadModelTable(schema, generation.number)
            try connection.execute(table.create, to: operation)
            try catalog.giveToOwner([table.quoted], to: operation)
            return (generation, served)
        }
        return builder(of: generation, beside: served)
    }

    private func builder(
        of generation: Generation, beside served: Generation?, after unfinished: UnfinishedGeneration? = nil
    ) -> PostgresGenerationBuilder {
        let (location, switching, waits) = (location, switching, waits)
        return PostgresGenerationBuilder(
            generation, beside: served, after: unfinished, policy: switching, waiting: waits, now: now
        ) { () throws(RefoldError) in
            try Self.openForWriting(location, switching, waits)
        }
    }

    public func unfinished(of projection: String) throws(RefoldError) -> UnfinishedGeneration? {
        let connection = try openForReading()
        return try connection.transaction(Self.oneState, to: "read the catalog of read models") { () throws(RefoldError) in
            try PostgresReadModelCatalog(connection: connection).unfinished(of: projection).last
        }
    }

    public func resume(_ unfinished: UnfinishedGeneration) throws(RefoldError) -> any GenerationBuilder {
        let connection = try Self.openForWriting(location, switching, waits)
        let served = try PostgresReadModelCatalog(connection: connection).generations(of: unfinished.projection).first { $0.state == .served }
        try ServedView(of: unfinished.generation, on: connection).requireOwn()
        return builder(of: unfinished.generation, beside: served, after: unfinished)
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        try generation.requireUnaltered(in: name)
        let loan = try lend(kept?.writing) { () throws(RefoldError) in try Self.openForWriting(location, switching, waits) }
        let catalog = PostgresReadModelCatalog(connection: loan.connection)
        try catalog.makeIfMissing()
        try? catalog.makeViewsIfMissing()
        try ServedView.restore(of: generation, on: loan.connection)
        return PostgresGenerationUpdater(generation, in: loan, now: now)
    }

    public func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) {
        let operation = "look at the view of \"\(schema.name)\""
        let connection = try openForReading()
        let shape = Generation(number: 0, state: .building, version: 0, fingerprint: 0, position: 0, rows: 0, schema: schema, updatedAt: .first)
        try connection.transaction(Self.oneState, to: operation) { () throws(RefoldError) in
            try ServedView(of: shape, on: connection).requireSwitchable(to: schema, operation: operation)
        }
    }

    @discardableResult
    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try GenerationTurn.requireServable(generation, in: name)
        return try switchOver().serve(generation, after: before, turn)
    }

    public func diskBytes(of generation: Generation) throws(RefoldError) -> Int64? {
        let operation = "look at the size of \"\(generation.projection)\""
        let size = try openForReading().query(
            "SELECT pg_total_relation_size(to_regclass($1))", [PostgresReadModelTable(generation.schema, generation.number).quoted], to: operation)
        return size.isNull(0, 0) ? nil : size.integer(0, 0)
    }

    public func setAside(_ generation: Generation) throws(RefoldError) -> Generation {
        let operation = "set generation \(generation.number) of \"\(generation.projection)\" aside"
        let connection = try Self.openForWriting(location, switching, waits)
        var waiting = generation
        waiting.state = .built
        try connection.transaction(to: operation) { () throws(RefoldError) in
            try PostgresReadModelCatalog(connection: connection).update(waiting, from: generation, to: operation)
        }
        return waiting
    }

    public func discard(_ generation: Generation) throws(RefoldError) {
        let operation = "remove generation \(generation.number) of \"\(generation.projection)\""
        let catalog = PostgresReadModelCatalog(connection: try Self.openForWriting(location, switching, waits))
        try catalog.requireUnmoved(generation, to: operation)
        if generation.state.isWaiting { try catalog.remove(generation, to: operation) }
    }

    @discardableResult
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] { try switchOver().drop(projection) }

    private func switchOver() throws(RefoldError) -> GenerationSwitch {
        let connection = try Self.openForWriting(location, switching, waits)
        let catalog = PostgresReadModelCatalog(connection: connection)
        if try catalog.access() != .none { try catalog.makeIfMissing() }
        return GenerationSwitch(connection: connection, policy: switching, waiting: waits)
    }

    static let oneState = "ISOLATION LEVEL REPEATABLE READ READ ONLY"

    /// A session that is kept, if any are; else one for this once.
    private func lend(
        _ sessions: PostgresSessions?, _ open: () throws(RefoldError) -> PostgresConnection
    ) throws(RefoldError) -> PostgresLoan {
        guard let sessions else { return PostgresLoan(try open()) }
        let loan = try sessions.lend(open)
        // Objects may have changed since it was opened.
        try PostgresTrust(connection: loan.connection).requireReadModels()
        return loan
    }

    func openForReading() throws(RefoldError) -> PostgresConnection {
        let connection = try PostgresConnection(location, readsOnly: true, waits: waits)
        try PostgresTrust(connection: connection).requireReadModels()
        return connection
    }

    func openForWriting() throws(RefoldError) -> PostgresConnection { try Self.openForWriting(location, switching, waits) }

    private static func openForWriting(
        _ location: PostgresLocation, _ switching: SwitchPolicy, _ waits: WaitPolicy?
    ) throws(RefoldError) -> PostgresConnection {
        let connection = try PostgresConnection(
            location, settings: ["lock_timeout": "\(switching.lockTimeout)ms"], waits: waits, endsOnlyWaits: true)
        try PostgresTrust(connection: connection).requireReadModels()
        return connection
    }
}
