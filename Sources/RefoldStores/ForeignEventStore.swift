import RefoldCore
import RefoldValues

/// A store that another framework writes: it is read and never written.
public protocol ForeignEventStore: EventStore {}

extension ForeignEventStore {
    private var refusal: RefoldError { .readOnly(traits.description, at: name) }

    public func append(_ events: [NewEvent], to stream: String, expecting: ExpectedVersion) throws(RefoldError) -> AppendOutcome { throw refusal }

    public func appendInBulk(_ body: (any BulkAppend) throws(RefoldError) -> Void) throws(RefoldError) { throw refusal }

    public func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result { throw refusal }
}

extension RefoldError {
    /// The error if somebody wants to write to a store that is only read.
    ///
    /// - Parameter description: as ``StoreTraits/description``.
    public static func readOnly(_ description: String?, at store: String) -> RefoldError {
        RefoldError(
            .usage, "this is \(description ?? "a store that is only read"), which Refold reads and never writes", at: .named(store),
            expected: "a store that Refold writes itself", remedy: "name another file or database to write to")
    }
}
