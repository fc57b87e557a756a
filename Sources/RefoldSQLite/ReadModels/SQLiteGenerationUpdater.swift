import RefoldCore
import RefoldStores
import RefoldValues

/// Updates the served generation's table, rows and checkpoint in one transaction.
final class SQLiteGenerationUpdater: GenerationUpdater {
    private var generation: Generation
    private let connection: SQLiteConnection
    private let table: ReadModelTable
    private let now: () -> Timestamp
    private let housekeeping: Housekeeping
    private let file: SQLiteStoreFile
    private var lookup: RowBinding?
    private var parked = ParkedChanges()
    private var proof: (any EventRanges)?

    init(_ generation: Generation, in connection: SQLiteConnection, now: @escaping () -> Timestamp, _ housekeeping: Housekeeping) {
        self.generation = generation
        self.connection = connection
        self.now = now
        self.housekeeping = housekeeping
        file = SQLiteStoreFile(connection.path, of: .readModels)
        table = ReadModelTable(schema: generation.schema, generation: generation.number)
    }

    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError) {
        let lookup: RowBinding
        if let known = self.lookup {
            lookup = known
        } else {
            lookup = try RowBinding(table.selectByKey, schema: generation.schema, on: connection)
        }
        self.lookup = lookup
        try connection.transaction(.deferred) { () throws(RefoldError) in try lookup.load(keys, into: rows, generation.schema.columns) }
    }

    func park(_ changes: ParkedChanges) throws(RefoldError) { parked = changes }

    func prove(_ ranges: any EventRanges) throws(RefoldError) { proof = ranges }

    func apply(_ rows: [RowBlock], position: Position, store: StoreFingerprint?) throws(RefoldError) {
        let operation = "write the changed rows of \"\(generation.projection)\""
        let catalog = ReadModelCatalog(connection: connection)
        var after = generation
        try connection.transaction(.immediate) { () throws(RefoldError) in
            // Checked before the rows, not only with the checkpoint: if another run has switched meanwhile, nothing is written.
            try catalog.requireUnmoved(generation, to: operation)
            let replace = try RowBinding(table.replace, schema: generation.schema, on: connection)
            let delete = try RowBinding(table.delete, schema: generation.schema, on: connection)
            for block in rows {
                for index in 0..<block.count {
                    let state = block.state(index)
                    if state.isPresent {
                        try replace.run(index, of: block)
                        if !state.isStored { after.rows += 1 }
                    } else {
                        try delete.run(keyOf: index, of: block)
                        after.rows -= 1
                    }
                }
            }
            after.position = position
            after.store = store
            after.updatedAt = now()
            after.parked = parked.record ?? after.parked
            try catalog.update(after, from: generation, to: operation)
            try catalog.write(parked, of: after)
            if let proof { try catalog.writeRanges(of: after, at: position, proof) }
        }
        parked = ParkedChanges()
        proof = nil
        try file.requireInPlace()
        generation = after
        WriteAheadLog.attempt(housekeeping) { () throws(RefoldError) in try WriteAheadLog.copy(of: connection.path) }
    }
}
