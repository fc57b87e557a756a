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

    /// - Parameters:
    ///   - location: the database; it may be the event store's.
    ///   - now: the clock for the times in the catalog.
    ///   - waits: how it waits for locks; nil for as long as the server, or a switch, does.
    public init(_ location: PostgresLocation, now: @escaping @Sendable () -> Timestamp, waits: WaitPolicy? = nil) {
        self.init(location, switching: SwitchPolicy(), waits: waits, now: now)
    }

    init(_ location: PostgresLocation, switching: SwitchPolicy, waits: WaitPolicy? = nil, now: @escaping @Sendable () -> Timestamp) {
        self.location = location
        self.now = now
        self.switching = switching
        self.waits = waits
    }

    public var name: String { location.name }

    public func generations() throws(RefoldError) -> [Generation] {
        let operation = "read the catalog of read models"
        let connection = try openForReading()
        return try connection.transaction(Self.oneState, to: operation) { () throws(RefoldError) in
            try PostgresReadModelCatalog(connection: connection).generations()
        }
    }

    public func knownTypes() throws(RefoldError) -> KnownTypes? {
        try PostgresReadModelCatalog(connection: openForReading()).knownTypes()
    }

    public func note(_ types: KnownTypes) throws(RefoldError) {
        try PostgresReadModelCatalog(connection: Self.openForWriting(location, switching, waits)).note(types)
    }

    public func lock(_ subject: LockSubject) throws(RefoldError) -> any RunLock {
        try PostgresRunLock(subject, at: location, waits: waits)
    }

    public func build(
        _ schema: ReadModelSchema, version: Int, fingerprint: UInt64, origin: GenerationOrigin
    ) throws(RefoldError) -> any GenerationBuilder {
        let operation = "begin a generation of \"\(schema.name)\""
        try CatalogTable.requireOtherName(than: schema.name)
        let connection = try Self.openForWriting(location, switching, waits)
        let catalog = PostgresReadModelCatalog(connection: connection)
        try catalog.makeIfMissing()
        for leftover in try catalog.generations(of: schema.name, removed: true) where leftover.state == .building || leftover.state == .built {
            try catalog.remove(leftover, to: "remove what an ended run left")
        }
        let (generation, served) = try connection.transaction(to: operation) { () throws(RefoldError) -> (Generation, Generation?) in
            let served = try catalog.generations(of: schema.name).first { $0.state == .served }
            var generation = Generation(
                number: try catalog.nextNumber(of: schema.name, to: operation), state: .building, version: version, fingerprint: fingerprint, position: 0,
                rows: 0, schema: schema, updatedAt: now())
            generation.origin = origin
            try ServedView(of: generation, on: connection).requireOwn()
            try catalog.add(generation, to: operation)
            return (generation, served)
        }
        let (location, switching, waits) = (location, switching, waits)
        return PostgresGenerationBuilder(generation, beside: served, policy: switching, waiting: waits, now: now) { () throws(RefoldError) in
            try Self.openForWriting(location, switching, waits)
        }
    }

    public func update(_ generation: Generation) throws(RefoldError) -> any GenerationUpdater {
        try generation.requireUnaltered(in: name)
        let connection = try Self.openForWriting(location, switching, waits)
        try PostgresReadModelCatalog(connection: connection).makeIfMissing()
        try ServedView.restore(of: generation, on: connection)
        return PostgresGenerationUpdater(generation, in: connection, now: now)
    }

    public func requireSwitchable(to schema: ReadModelSchema) throws(RefoldError) {
        let operation = "look at the view of \"\(schema.name)\""
        let connection = try openForReading()
        let shape = Generation(number: 0, state: .building, version: 0, fingerprint: 0, position: 0, rows: 0, schema: schema, updatedAt: .first)
        try connection.transaction(Self.oneState, to: operation) { () throws(RefoldError) in
            try ServedView(of: shape, on: connection).requireSwitchable(to: schema, operation: operation)
        }
    }

    public func snapshots(
        of projection: String, choosing choose: ([Generation]) -> [Generation]
    ) throws(RefoldError) -> [any ReadModelSnapshot] {
        let operation = "read \"\(projection)\""
        let connection = try openForReading()
        // If a table was removed between the catalog query and the lock, there is a newer generation.
        for _ in 1..<10 {
            try connection.execute("BEGIN \(Self.oneState)", to: operation)
            let chosen = choose(try PostgresReadModelCatalog(connection: connection).generations(of: projection))
            for generation in chosen { try GenerationTurn.requireServable(generation, in: name) }
            guard let first = chosen.first else { return [] }
            do throws(PostgresFailure) {
                for generation in chosen { _ = try connection.attempt(PostgresReadModelTable(generation.schema, generation.number).hold) }
            } catch {
                connection.rollBack()
                guard error.state == "42P01" else { throw connection.error(error, to: operation) }
                continue
            }
            var snapshots = [PostgresReadModelSnapshot(first, in: connection)]
            for generation in chosen.dropFirst() {
                snapshots.append(PostgresReadModelSnapshot(generation, in: try sharing(the: connection, to: operation)))
            }
            return snapshots
        }
        throw RefoldError(
            .failed, "cannot \(operation): the table of a generation is missing", at: .named(name), remedy: "run refold rebuild \(projection)")
    }

    /// Another connection that sees what this one sees. The tables that this one holds stay as long as it does.
    private func sharing(the connection: PostgresConnection, to operation: String) throws(RefoldError) -> PostgresConnection {
        let snapshot = try connection.query("SELECT pg_export_snapshot()", to: operation).text(0, 0)
        let other = try openForReading()
        try other.execute("BEGIN \(Self.oneState)", to: operation)
        try other.execute("SET TRANSACTION SNAPSHOT \(PostgresName.literal(snapshot))", to: operation)
        return other
    }

    @discardableResult
    public func serve(_ generation: Generation, after before: Generation?, _ turn: GenerationTurn) throws(RefoldError) -> Generation {
        try GenerationTurn.requireServable(generation, in: name)
        return try switchOver().serve(generation, after: before, turn)
    }

    @discardableResult
    public func drop(_ projection: String) throws(RefoldError) -> [Generation] { try switchOver().drop(projection) }

    private func switchOver() throws(RefoldError) -> GenerationSwitch {
        let connection = try Self.openForWriting(location, switching, waits)
        let catalog = PostgresReadModelCatalog(connection: connection)
        if try catalog.exists() { try catalog.makeIfMissing() }
        return GenerationSwitch(connection: connection, policy: switching, waiting: waits, now: now)
    }

    private static let oneState = "ISOLATION LEVEL REPEATABLE READ READ ONLY"

    private func openForReading() throws(RefoldError) -> PostgresConnection {
        let connection = try PostgresConnection(location, readsOnly: true, waits: waits)
        try PostgresTrust(connection: connection).requireReadModels()
        return connection
    }

    private static func openForWriting(
        _ location: PostgresLocation, _ switching: SwitchPolicy, _ waits: WaitPolicy?
    ) throws(RefoldError) -> PostgresConnection {
        let connection = try PostgresConnection(
            location, settings: ["lock_timeout": "\(switching.lockTimeout)ms"], waits: waits, endsOnlyWaits: true)
        try PostgresTrust(connection: connection).requireReadModels()
        return connection
    }
}
