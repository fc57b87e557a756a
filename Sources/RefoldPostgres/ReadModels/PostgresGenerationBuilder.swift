// Unsafe here: passes the buffer of encoded rows to COPY.

import RefoldCore
import RefoldStores
import RefoldValues

/// Fills a generation's table in key order, indexes it and switches to it.
///
/// The table is there before its first row, so that the server knows its file whatever happens. Rows are written in blocks, each in a
/// transaction that notes how far they are written. Keys, statistics and the checkpoint follow.
final class PostgresGenerationBuilder: GenerationBuilder {
    /// Bytes encoded before they are sent: less than a socket buffer, so that the server works while the next rows are encoded.
    private static let bytesPerPiece = 128 << 10
    /// Bytes per COPY and transaction: the server's errors are noticed only at the end of a COPY, and a statement timeout applies to one.
    private static let bytesPerBlock = 64 << 20
    /// How long a block may take, however slow the server is.
    private static let longestBlock = Duration.seconds(10)
    /// The longest wait for transactions that do not see the rows; it is no longer than the writing was.
    private static let longestPatience = Duration.seconds(60)

    /// As the catalog has it.
    private var recorded: Generation
    /// The generation served when the run began.
    private let served: Generation?
    private let table: PostgresReadModelTable
    private let policy: SwitchPolicy
    private let waiting: WaitPolicy?
    private let now: () -> Timestamp
    private let connect: () throws(RefoldError) -> PostgresConnection
    /// Opened when the first rows come: before that the run may read for hours.
    private var connection: PostgresConnection?
    private var encoder: BinaryRowEncoder
    private var buffer = BinaryBuffer(capacity: bytesPerPiece * 2)
    private var rows: WrittenRows
    /// Whether an interrupted run wrote some of the rows.
    private let isResumed: Bool
    /// How many bytes went into the running COPY, and when it began.
    private var sent = 0
    private var blockBegan: ContinuousClock.Instant?
    /// How long blocks took.
    private var spent = Duration.zero
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?
    private var operation: String { "write the rows of \"\(recorded.projection)\"" }

    /// - Parameters:
    ///   - generation: as the catalog has it; its table is there.
    ///   - unfinished: what an interrupted run wrote of it.
    init(
        _ generation: Generation, beside served: Generation?, after unfinished: UnfinishedGeneration? = nil, policy: SwitchPolicy, waiting: WaitPolicy?,
        now: @escaping () -> Timestamp, connect: @escaping () throws(RefoldError) -> PostgresConnection
    ) {
        recorded = generation
        self.served = served
        self.policy = policy
        self.waiting = waiting
        self.now = now
        self.connect = connect
        rows = WrittenRows(after: unfinished)
        isResumed = unfinished != nil
        table = PostgresReadModelTable(generation.schema, generation.number)
        encoder = BinaryRowEncoder(generation.schema)
    }

    func mark(_ make: @escaping () throws(RefoldError) -> String) { rows.mark(make) }

    func write(_ rows: RowBlock) throws(RefoldError) {
        guard rows.count > 0 else { return }
        let connection = try opened()
        let began: ContinuousClock.Instant
        if let known = blockBegan { began = known } else { began = try beginBlock(on: connection) }
        for index in 0..<rows.count {
            try encoder.appendRow(index, of: rows, to: &buffer)
            if buffer.count >= Self.bytesPerPiece { try send(to: connection) }
        }
        self.rows.add(rows)
        if sent >= Self.bytesPerBlock || .now - began >= Self.longestBlock { try endBlock(on: connection) }
    }

    func keep() throws(RefoldError) {
        if let connection { try endBlock(on: connection) }
    }

    private func opened() throws(RefoldError) -> PostgresConnection {
        if let connection { return connection }
        let connection = try connect()
        if isResumed { visibleRows(on: connection).clean() }
        self.connection = connection
        return connection
    }

    private func visibleRows(on connection: PostgresConnection) -> VisibleRows {
        VisibleRows(generation: recorded, connection: connection, waiting: waiting, connect: connect)
    }

    /// Begins a transaction with COPY running in it.
    private func beginBlock(on connection: PostgresConnection) throws(RefoldError) -> ContinuousClock.Instant {
        let began = ContinuousClock.now
        try connection.execute("BEGIN", to: operation)
        try PostgresReadModelCatalog(connection: connection).requireUnmoved(recorded, to: operation)
        try connection.beginCopy(table.copyIn, to: operation)
        buffer.append(CopyHead.bytes)
        sent = 0
        blockBegan = began
        return began
    }

    /// Makes the rows of the running COPY durable.
    private func endBlock(on connection: PostgresConnection) throws(RefoldError) {
        guard let began = blockBegan else { return }
        blockBegan = nil
        try send(to: connection)
        let (taken, due) = (try connection.endCopyIn(to: operation), rows.count - rows.durable)
        guard taken == due else {
            throw RefoldError(.failed, "the server took \(taken) rows of \(due)", at: .named(connection.location.name))
        }
        try PostgresReadModelCatalog(connection: connection).note(&rows, of: recorded, at: now(), to: operation)
        try connection.execute("COMMIT", to: operation)
        rows.commit()
        spent += .now - began
    }

    /// Sends the rows that are encoded.
    private func send(to connection: PostgresConnection) throws(RefoldError) {
        try unsafe buffer.withBytes { (bytes) throws(RefoldError) in try unsafe connection.sendCopied(bytes, to: operation) }
        sent += buffer.count
        buffer.removeAll()
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    func finish(
        at position: Position, store: StoreFingerprint?, as state: Generation.State, effort: BuildEffort?
    ) throws(RefoldError) -> Generation {
        let connection = try opened()
        try endBlock(on: connection)
        let catalog = PostgresReadModelCatalog(connection: connection)
        try catalog.requireUnmoved(recorded, to: operation)
        try visibleRows(on: connection).settle(patience: min(spent, Self.longestPatience))
        let operation = "index the rows of \"\(recorded.projection)\""
        // Those that an interrupted run made are there, in this order.
        let made = try connection.query("SELECT count(*) FROM pg_index WHERE indrelid = to_regclass($1)", [table.quoted], to: operation).integer(0, 0)
        for statement in table.createIndexes.dropFirst(Int(made)) {
            try catalog.requireUnmoved(recorded, to: operation)
            try connection.execute(statement, to: operation)
        }
        let built = recorded.complete(
            at: position, store: store, as: state, effort: effort, rows: rows.count, parked: parked.record, updatedAt: now())
        try connection.transaction(to: operation) { () throws(RefoldError) in
            // The lock for making a table comes before those of its lines, so that two runs that make it do not wait for each other.
            try catalog.write(parked, of: built, to: operation)
            if let proof { try catalog.write(proof, of: built, at: position, to: operation) }
            try catalog.endWriting(built, to: operation)
            try catalog.update(built, from: recorded, to: operation)
        }
        recorded = built
        proof = nil
        parked = ParkedChanges()
        return built
    }

    func promote(keeping count: Int) throws(RefoldError) {
        recorded = try GenerationSwitch(connection: try opened(), policy: policy, waiting: waiting)
            .serve(recorded, after: served, .promotion(keeping: count))
    }
}
