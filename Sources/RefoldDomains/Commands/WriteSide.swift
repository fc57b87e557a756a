import RefoldCore

/// Runs commands in transactions: the event store together with the tables that are kept beside it.
public protocol WriteSide: Sendable {
    /// Runs `body` in one transaction; all it wrote is durable together when this returns. See ``EventStore/transact(_:_:)``.
    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any WriteTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result
}

extension WriteSide {
    /// Runs `body` in one transaction, as that of one command.
    public func transact<Result: Sendable>(_ body: (any WriteTransaction) throws(RefoldError) -> Result) throws(RefoldError) -> Result {
        try transact(.oneCommand, body)
    }
}

/// The inside of one transaction of the write side.
public protocol WriteTransaction: AnyObject {
    var events: any EventTransaction { get }
    var accesses: any UserAccessRepository { get }
}
