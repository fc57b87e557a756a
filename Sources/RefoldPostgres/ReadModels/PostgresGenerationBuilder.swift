// Unsafe here: passes the buffer of encoded rows to COPY.

import RefoldCore
import RefoldStores
import RefoldValues

/// Fills a generation's table in key order, indexes it and switches to it.
///
/// Table, rows, keys and statistics come in one transaction: an aborted run leaves only its line in the catalog.
final class PostgresGenerationBuilder: GenerationBuilder {
    /// Bytes encoded before they are sent: less than a socket buffer, so that the server works while the next rows are encoded.
    private static let bytesPerPiece = 128 << 10
    /// Bytes per COPY: the server's errors are noticed only at the end of a COPY, and a statement timeout applies to one.
    private static let bytesPerCopy = 64 << 20

    private var generation: Generation
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
    /// How many bytes went into the running COPY, and how many rows the server has confirmed.
    private var sent = 0
    private var taken: Int64 = 0
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?
    private var operation: String { "write the rows of \"\(generation.projection)\"" }

    init(
        _ generation: Generation, beside served: Generation?, policy: SwitchPolicy, waiting: WaitPolicy?, now: @escaping () -> Timestamp,
        connect: @escaping () throws(RefoldError) -> PostgresConnection
    ) {
        self.generation = generation
        self.served = served
        self.policy = policy
        self.waiting = waiting
        self.now = now
        self.connect = connect
        table = PostgresReadModelTable(generation.schema, generation.number)
        encoder = BinaryRowEncoder(generation.schema)
    }

    func write(_ rows: RowBlock) throws(RefoldError) {
        let connection = try begun()
        for index in 0..<rows.count {
            try encoder.appendRow(index, of: rows, to: &buffer)
            if buffer.count >= Self.bytesPerPiece { try send(to: connection) }
        }
        generation.rows += Int64(rows.count)
    }

    /// The connection, with the table created and COPY running.
    private func begun() throws(RefoldError) -> PostgresConnection {
        if let connection { return connection }
        let connection = try connect()
        try connection.execute("BEGIN", to: operation)
        try connection.execute(table.create, to: operation)
        try beginCopy(on: connection)
        self.connection = connection
        return connection
    }

    private func beginCopy(on connection: PostgresConnection) throws(RefoldError) {
        try connection.beginCopy(table.copyIn, to: operation)
        buffer.append(CopyHead.bytes)
        sent = 0
    }

    /// Sends the rows that are encoded.
    private func send(to connection: PostgresConnection) throws(RefoldError) {
        try unsafe buffer.withBytes { (bytes) throws(RefoldError) in try unsafe connection.sendCopied(bytes, to: operation) }
        sent += buffer.count
        buffer.removeAll()
        guard sent >= Self.bytesPerCopy else { return }
        taken += try connection.endCopyIn(to: operation)
        try beginCopy(on: connection)
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    func finish(at position: Position, store: StoreFingerprint?) throws(RefoldError) -> Generation {
        let connection = try begun()
        try send(to: connection)
        taken += try connection.endCopyIn(to: operation)
        guard taken == generation.rows else {
            throw RefoldError(.failed, "the server took \(taken) rows of \(generation.rows)", at: .named(connection.location.name))
        }
        let operation = "index the rows of \"\(generation.projection)\""
        for statement in table.createIndexes { try connection.execute(statement, to: operation) }
        try connection.execute(table.analyze, to: operation)
        var built = generation
        built.position = position
        built.store = store
        built.state = .built
        built.updatedAt = now()
        var begun = generation
        begun.rows = 0
        let catalog = PostgresReadModelCatalog(connection: connection)
        // The lock for making a table comes before those of its lines, so that two runs that make it do not wait for each other.
        try catalog.write(parked, of: built, to: operation)
        if let proof { try catalog.write(proof, of: built, to: operation) }
        try catalog.update(built, from: begun, to: operation)
        try connection.execute("COMMIT", to: operation)
        generation = built
        proof = nil
        parked = ParkedChanges()
        return built
    }

    func promote(keeping count: Int) throws(RefoldError) {
        let connection: PostgresConnection
        if let known = self.connection { connection = known } else { connection = try connect() }
        generation = try GenerationSwitch(connection: connection, policy: policy, waiting: waiting, now: now)
            .serve(generation, after: served, .promotion(keeping: count))
    }
}
