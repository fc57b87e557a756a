import RefoldValues

/// What a session of a store remembers of its kept tables from one transaction to the next: looking for them each time would cost a
/// round trip. For those who write an adapter.
public final class KnownTables {
    private var names: Set<String> = []

    public init() {}

    /// Calls `make` unless the table was there in this or an earlier transaction.
    public func open(_ schema: KeptTableSchema, _ make: () throws(RefoldError) -> Void) throws(RefoldError) {
        guard !names.contains(schema.name) else { return }
        try make()
        names.insert(schema.name)
    }

    /// Runs a transaction. One that fails forgets all: the reason may be that somebody dropped a table, and the next one then makes it.
    public func remembering<Result>(_ transaction: () throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        do throws(RefoldError) {
            return try transaction()
        } catch {
            names.removeAll()
            throw error
        }
    }
}
