import RefoldCore
import RefoldStores
import RefoldValues

/// The line of the catalog that says which event types occur in the event store.
extension ReadModelCatalog {
    private static let creation = """
        CREATE TABLE IF NOT EXISTS \(CatalogTable.types) (
          number      INTEGER PRIMARY KEY, -- always 1
          position    INTEGER NOT NULL,    -- the event store was looked through up to here
          store       INTEGER NOT NULL,    -- the fingerprint of the events up to there
          types       TEXT NOT NULL,       -- the position of the first event of each type that projections read; 0 if it does not occur
          seal        INTEGER NOT NULL     -- stands for the line, so that a change by hand is noticed
        );
        """

    /// - Returns: nil if nothing is kept, or if it is not what a run wrote.
    func knownTypes() throws(RefoldError) -> KnownTypes? {
        // If somebody has put something else in its place, it is done without.
        guard try has(CatalogTable.types),
            let known = try? connection.prepare("SELECT position, store, types, seal FROM \(CatalogTable.types) WHERE number = 1"), try known.step()
        else { return nil }
        return KnownTypes(
            types: known.text(2), upTo: known.integer(0), of: StoreFingerprint(value: UInt64(bitPattern: known.integer(1))),
            sealed: UInt64(bitPattern: known.integer(3)))
    }

    /// Inside a transaction of the caller.
    func note(_ types: KnownTypes) throws(RefoldError) {
        try connection.execute(Self.creation)
        let line = try connection.prepare("REPLACE INTO \(CatalogTable.types) (number, position, store, types, seal) VALUES (1, ?1, ?2, ?3, ?4)")
        try line.bind(1, types.position)
        try line.bind(2, Int64(bitPattern: types.store.value))
        try line.bind(3, types.types)
        try line.bind(4, Int64(bitPattern: types.seal))
        _ = try line.step()
    }
}
