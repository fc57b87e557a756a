import RefoldCore
import RefoldFiles
import RefoldStores
import RefoldValues

/// A read-only connection to a file of read models with its prepared statements. Used only by the thread that has taken it from the pool.
final class SQLiteReadSession: @unchecked Sendable {
    let connection: SQLiteConnection
    let file: FileIdentity
    private var catalog: SQLiteStatement?
    private var models: [String: Model] = [:]

    /// The served generation as in the catalog's row.
    private struct Served: Equatable {
        var generation: Int64
        var version: Int64
        var fingerprint: Int64
    }

    /// The shape of a served generation, and the statements for it.
    private struct Model {
        var served: Served
        var schema: ReadModelSchema
        var statements: [ObjectIdentifier: Statement] = [:]
    }

    private struct Statement {
        /// Retained, so that no other selection can get the same identity.
        var selection: RowSelection
        var resolved: ResolvedSelection
        var prepared: SQLiteStatement
    }

    init(_ connection: SQLiteConnection, _ file: FileIdentity) {
        self.connection = connection
        self.file = file
    }

    func revision(of model: String) throws(RefoldError) -> ReadModelRevision? {
        guard let row = try served(model) else { return nil }
        defer { row.reset() }
        return Self.revision(row)
    }

    /// - Returns: nil if the model is not served.
    func rows(
        _ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int, of reader: String
    ) throws(RefoldError) -> Answer<RowBlock>? {
        // While this statement is at its row, all others on the connection read the same snapshot.
        guard let row = try served(selection.model) else { return nil }
        defer { row.reset() }
        let statement = try statement(for: selection, Self.served(row), of: reader)
        try statement.resolved.check(values, limit: limit, offset: offset, of: reader)
        let found = statement.prepared
        defer { found.reset() }
        var parameter: Int32 = 1
        for value in values {
            switch value {
            case .text(let text): try found.bind(parameter, text)
            case .integer(let value): try found.bind(parameter, value)
            }
            parameter += 1
        }
        try found.bind(parameter, Int64(limit))
        try found.bind(parameter + 1, Int64(offset))
        let columns = selection.columns
        let block = RowBlock(columnCount: columns.count, capacity: min(limit, 64) * (32 + 24 * columns.count))
        let noKey: [UInt8] = []
        while try found.step() {
            block.beginRow(key: noKey.span)
            for number in columns.indices { block.set(number, from: found, Int32(number), as: columns[number].type) }
        }
        try WideTexts.requireNumbers(in: block, columns, of: selection.model)
        return Answer(block, at: Self.revision(row))
    }

    // MARK: The catalog

    /// The statement of the catalog, at the row of the served generation; nil if none is served.
    private func served(_ model: String) throws(RefoldError) -> SQLiteStatement? {
        let statement: SQLiteStatement
        if let catalog {
            statement = catalog
        } else {
            guard try ReadModelCatalog(connection: connection).exists() else { return nil }
            statement = try connection.prepare(
                """
                SELECT generation, position, updated_at, version, fingerprint FROM refold_generations
                WHERE projection = ?1 AND state = 'served'
                """, isKept: true)
            catalog = statement
        }
        try statement.bind(1, model)
        return try statement.step() ? statement : nil
    }

    private static func revision(_ row: SQLiteStatement) -> ReadModelRevision {
        ReadModelRevision(
            generation: row.integer(0), position: row.integer(1), updatedAt: Timestamp(microseconds: row.integer(2)) ?? .first)
    }

    private static func served(_ row: SQLiteStatement) -> Served {
        Served(generation: row.integer(0), version: row.integer(3), fingerprint: row.integer(4))
    }

    // MARK: Statements

    /// How many selections have prepared statements.
    var rememberedCount: Int { models.values.reduce(0) { $0 + $1.statements.count } }

    private func statement(for selection: RowSelection, _ served: Served, of reader: String) throws(RefoldError) -> Statement {
        if models[selection.model]?.served != served { models[selection.model] = try model(selection.model, served) }
        guard let model = models[selection.model] else { throw .isNotServed(selection.model, by: reader) }
        if let known = model.statements[ObjectIdentifier(selection)] { return known }
        if rememberedCount >= RowSelection.rememberedAtMost {
            for name in models.keys { models[name]?.statements = [:] }
        }
        let resolved = try ResolvedSelection(selection, in: model.schema, of: reader)
        let table = ReadModelTable(schema: model.schema, generation: served.generation)
        let statement = Statement(
            selection: selection, resolved: resolved, prepared: try connection.prepare(table.select(selection, resolved), isKept: true))
        models[selection.model]?.statements[ObjectIdentifier(selection)] = statement
        return statement
    }

    private func model(_ name: String, _ served: Served) throws(RefoldError) -> Model? {
        let generation = try ReadModelCatalog(connection: connection).generations(of: name).first { $0.number == served.generation }
        return generation.map { Model(served: served, schema: $0.schema) }
    }
}
