import RefoldValues

/// What commands write to: runs them in transactions. Every ``EventStore`` is one.
public protocol WriteSide: Sendable {
    /// Runs `body` in one transaction that reads and appends: all that it wrote becomes durable together when this returns.
    ///
    /// The way to share one commit between many commands. Other appenders wait, so it is to be short.
    /// - Parameters:
    ///   - extent: whether it is one command or many. Right results do not depend on it, only who waits for whom.
    ///   - body: whatever it throws rolls everything back and is thrown on. A store may roll back and call it again, if another
    ///     appender came between: it must begin from the first command again.
    func transact<Result: Sendable>(
        _ extent: TransactionExtent, _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result
}

extension WriteSide {
    /// Runs `body` in one transaction, as that of one command.
    public func transact<Result: Sendable>(
        _ body: (any EventTransaction) throws(RefoldError) -> Result
    ) throws(RefoldError) -> Result {
        try transact(.oneCommand, body)
    }
}
