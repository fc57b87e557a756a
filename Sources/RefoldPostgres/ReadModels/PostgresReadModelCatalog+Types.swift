import RefoldCore
import RefoldStores
import RefoldValues

/// The line of the catalog that says which event types occur in the event store.
extension PostgresReadModelCatalog {
    private static let typeTable = "\(PostgresReadModelTable.schema).\(CatalogTable.types)"
    private static let operation = "keep which event types occur"

    private static let create = """
        CREATE TABLE IF NOT EXISTS \(typeTable) (
          number      bigint PRIMARY KEY,  -- always 1
          position    bigint NOT NULL,     -- the event store was looked through up to here
          store       bigint NOT NULL,     -- the fingerprint of the events up to there
          types       text NOT NULL,       -- the position of the first event of each type that projections read; 0 if it does not occur
          seal        bigint NOT NULL      -- stands for the line, so that a change by hand is noticed
        )
        """

    /// - Returns: nil if nothing is kept, if it is not what a run wrote, or if this role may not read it.
    func knownTypes() throws(RefoldError) -> KnownTypes? {
        do throws(PostgresFailure) {
            let known = try connection.attempt("SELECT position, store, types, seal FROM \(Self.typeTable) WHERE number = 1")
            guard known.count == 1, !(0..<4).contains(where: { known.isNull(0, $0) }) else { return nil }
            return KnownTypes(
                types: known.text(0, 2), upTo: known.integer(0, 0), of: StoreFingerprint(value: UInt64(bitPattern: known.integer(0, 1))),
                sealed: UInt64(bitPattern: known.integer(0, 3)))
        } catch {
            // No schema, no table, another table in its place, or no right to read it.
            guard ["3F000", "42P01", "42703", "42883", "42501"].contains(error.state) else {
                throw connection.error(error, to: "read which event types occur")
            }
            return nil
        }
    }

    func note(_ types: KnownTypes) throws(RefoldError) {
        let sql = """
            INSERT INTO \(Self.typeTable) (number, position, store, types, seal) VALUES (1, $1, $2, $3, $4)
            ON CONFLICT (number) DO UPDATE SET position = excluded.position, store = excluded.store, types = excluded.types, seal = excluded.seal
            """
        let line = ["\(types.position)", "\(Int64(bitPattern: types.store.value))", types.types, "\(Int64(bitPattern: types.seal))"]
        do throws(PostgresFailure) {
            _ = try connection.attempt(sql, line)
        } catch {
            guard ["3F000", "42P01"].contains(error.state) else { throw connection.error(error, to: Self.operation) }
            try makeIfMissing()
            try connection.transaction(to: Self.operation) { () throws(RefoldError) in
                // Two runs that make the table at once follow one another.
                _ = try connection.query("SELECT pg_advisory_xact_lock($1)", ["\(PostgresRunLock.key(of: ""))"], to: Self.operation)
                try connection.execute(Self.create, to: Self.operation)
                _ = try connection.query(sql, line, to: Self.operation)
            }
        }
    }
}
