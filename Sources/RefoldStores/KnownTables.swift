import RefoldValues

/// The kept tables that a session of a store has found. Looking for them in each transaction would cost a round trip. For authors of
/// adapters.
public final class KnownTables {
    private var names: Set<String> = []

    public init() {}

    /// Calls `make` unless this transaction or an earlier one found the table.
    public func open(_ schema: KeptTableSchema, _ make: () throws(RefoldError) -> Void) throws(RefoldError) {
        guard !names.contains(schema.name) else { return }
        try make()
        names.insert(schema.name)
    }

    /// Runs a transaction. If it fails, all tables are forgotten: one may have been dropped, and the next transaction then creates it.
    public func remembering<Result>(_ transaction: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        do throws(RefoldError) {
            return try transaction()
        } catch {
            names.removeAll()
            throw error
        }
    }
}
