import RefoldValues

/// What commands write to: runs them in transactions. Every ``EventStore`` conforms.
public protocol WriteSide: Sendable {
    /// Runs `body` in one transaction that reads and appends. All its writes are durable together when this returns.
    ///
    /// Use it to share one commit between many commands. Other appenders wait, so keep it short.
    /// - Parameters:
    ///   - extent: one command or many. It affects only who waits for whom, not the results.
    ///   - body: whatever it throws rolls everything back and is rethrown. A store may roll back and call it again if another appender came
    ///     first; it must then start from the first command.
    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result
}

extension WriteSide {
    /// Runs `body` in one transaction, as a single command.
    public func transact<Result: Sendable>(
        _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try transact(.oneCommand, body)
    }
}
