// Unsafe here: decodes fields in libpq's memory.

import RefoldCore
import RefoldStores
import RefoldValues

/// A read-only session with its prepared statements. Used only by the thread that has taken it from the pool.
final class PostgresReadSession: @unchecked Sendable {
    /// The SQLSTATEs if the view does not, or no longer, have the shape for which a statement was made: no such relation, no such column,
    /// no such operator, other types, another row type.
    private static let statesOfOtherShape: Set<String> = ["42P01", "42703", "42883", "42804", "22P03", "0A000", "3F000"]

    let connection: PostgresConnection
    private var models: [String: Model] = [:]
    /// How this role reads the catalog; nil until there is one.
    private var access: CatalogAccess?
    private var parameters = BinaryArrays(capacity: 256)

    /// The shape of a served generation, and the queries on it.
    private struct Model {
        var served: PostgresServed
        var schema: ReadModelSchema
        var questions: [Asked: Question] = [:]
    }

    private struct Asked: Hashable {
        var selection: ObjectIdentifier
        var limit: Int
        var hasOffset: Bool
    }

    private struct Question {
        /// Retained, so that no other selection can get the same identity.
        var selection: RowSelection
        var resolved: ResolvedSelection
        var sql: String
        var decoder: BinaryRowDecoder
    }

    /// - Parameter lockTimeout: how long a query waits for a lock, in milliseconds.
    init(_ location: PostgresLocation, lockTimeout: Int, waits: WaitPolicy? = nil) throws(RefoldError) {
        // A generic plan is made once per session, and does not abandon the index for some values. It takes any range for a small one, which
        // it would fetch completely and then sort, had it not to follow the index.
        connection = try PostgresConnection(
            location,
            settings: [
                "default_transaction_isolation": "read committed", "lock_timeout": "\(lockTimeout)ms", "plan_cache_mode": "force_generic_plan",
                "enable_sort": "off", "jit": "off",
            ], readsOnly: true, waits: waits)
    }

    /// How this role reads the catalog; looked up once per session, when there is one.
    private func lookUpAccess() throws(RefoldError) -> CatalogAccess {
        if let access { return access }
        let found = try PostgresReadModelCatalog(connection: connection).access()
        if found != .none { access = found }
        return found
    }

    /// Refuses a role that is shown nothing because it may not read the view of a model that is there.
    func requireRight(toRead model: String, of reader: String) throws(RefoldError) {
        guard try lookUpAccess() == .views else { return }
        let right = try connection.query(
            """
            SELECT has_table_privilege(c.oid, 'SELECT') FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE n.nspname = 'read_models' AND c.relname = $1 AND c.relkind = 'v'
            """, [model], to: "read \"\(model)\"")
        if right.count > 0, !right.boolean(0, 0) { throw .mayNotRead(model, in: reader) }
    }

    private static func catalog(_ access: CatalogAccess) -> String {
        access == .views ? CatalogView.generations.quoted : PostgresReadModelCatalog.generationTable
    }

    /// The catalog's row of the served generation; nil if none is served.
    func revision(of model: String) throws(RefoldError) -> ReadModelRevision? {
        let catalog = Self.catalog(try lookUpAccess())
        let head = PostgresServed.columns.map { "g.\($0)" }.joined(separator: ", ")
        parameters.removeAll()
        parameters.add([.text(model)], comparedWith: [ColumnSchema("projection", .text)])
        do throws(PostgresFailure) {
            let sql = "SELECT \(head) FROM \(catalog) g WHERE \(PostgresServed.test("$1::text"))"
            return PostgresServed(try connection.attempt(sql, binary: parameters))?.revision
        } catch {
            if error.state == "42P01" { return nil }
            throw connection.error(error, to: "read the catalog of read models")
        }
    }

    /// - Returns: nil if the model is not served.
    func rows(
        _ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int, of reader: String
    ) throws(RefoldError) -> Answer<RowBlock>? {
        let operation = "read \"\(selection.model)\""
        // The known shape may be that of a generation before a switch; a switch may also happen in between.
        for _ in 1...5 {
            let isKnown = models[selection.model] != nil
            guard let model = try model(selection.model) else { return nil }
            let question: Question
            do throws(RefoldError) {
                question = try self.question(selection, limit: limit, hasOffset: offset > 0, of: model, reader)
            } catch {
                guard isKnown else { throw error }
                models[selection.model] = nil
                continue
            }
            try question.resolved.check(values, limit: limit, offset: offset, of: reader)
            parameters.removeAll()
            parameters.add(values, comparedWith: question.resolved.compared)
            if offset > 0 { parameters.add([.integer(Int64(offset))], comparedWith: [ColumnSchema("offset", .integer)]) }
            if let result = try ask(question, operation) {
                guard let served = PostgresServed(result) else { return nil }
                if served.isSameGeneration(as: model.served) {
                    return Answer(try decode(result, question, limit: limit), at: served.revision)
                }
            }
            models[selection.model] = nil
        }
        throw RefoldError(
            .failed, "cannot \(operation): its view is not of the shape that the catalog describes", at: .named(reader),
            expected: "the view of the served generation", remedy: "drop or rename that view, then build it anew: refold rebuild \(selection.model)")
    }

    /// Sends the parameters.
    ///
    /// - Returns: nil if the view's shape does not match the query.
    private func ask(_ question: Question, _ operation: String) throws(RefoldError) -> PostgresResult? {
        do throws(PostgresFailure) {
            return try connection.attempt(question.sql, binary: parameters)
        } catch {
            guard Self.statesOfOtherShape.contains(error.state) else { throw connection.error(error, to: operation) }
        }
        try connection.forgetPrepared()
        return nil
    }

    private func decode(_ result: PostgresResult, _ question: Question, limit: Int) throws(RefoldError) -> RowBlock {
        let columns = question.selection.columns.indices
        let block = RowBlock(columnCount: columns.count, capacity: min(limit, 64) * (32 + 24 * columns.count))
        let noKey: [UInt8] = []
        for row in 0..<result.count where !result.isNull(row, PostgresSelection.rowColumn) {
            block.beginRow(key: noKey.span)
            for column in columns {
                let place = PostgresSelection.rowColumn + 1 + column
                if !result.isNull(row, place) { try unsafe question.decoder.set(column, of: block, from: result.bytes(row, place)) }
            }
        }
        return block
    }

    // MARK: Remembered statements

    /// How many queries have prepared statements.
    var rememberedCount: Int { models.values.reduce(0) { $0 + $1.questions.count } }

    private func model(_ name: String) throws(RefoldError) -> Model? {
        if let known = models[name] { return known }
        let access = try lookUpAccess()
        let generations = try connection.transaction("ISOLATION LEVEL REPEATABLE READ READ ONLY", to: "read the catalog of read models") {
            () throws(RefoldError) in try PostgresReadModelCatalog(connection: connection).generations(of: name, access)
        }
        guard let served = generations.first(where: { $0.state == .served }) else { return nil }
        try PostgresTrust(connection: connection).requireView(of: name)
        let model = Model(served: PostgresServed(served), schema: served.schema)
        models[name] = model
        return model
    }

    private func question(
        _ selection: RowSelection, limit: Int, hasOffset: Bool, of model: Model, _ reader: String
    ) throws(RefoldError) -> Question {
        let asked = Asked(selection: ObjectIdentifier(selection), limit: limit, hasOffset: hasOffset)
        if let known = model.questions[asked] { return known }
        // Selections and limits that are never used again would fill the memory of this process and of the server.
        if max(rememberedCount, connection.preparedCount) >= RowSelection.rememberedAtMost {
            try connection.forgetPrepared()
            for name in models.keys { models[name]?.questions = [:] }
        }
        let resolved = try ResolvedSelection(selection, in: model.schema, of: reader)
        let question = Question(
            selection: selection, resolved: resolved, sql: PostgresSelection(selection, resolved, limit: limit, hasOffset: hasOffset, catalog: Self.catalog(try lookUpAccess())).sql,
            decoder: BinaryRowDecoder(selection.columns, of: selection.model))
        models[selection.model]?.questions[asked] = question
        return question
    }
}
