import RefoldCore

/// Where the accesses of users are kept on the write side: a table beside the events, brought forward by each event as it is appended.
///
/// Belongs to the transaction that lends it.
public protocol UserAccessRepository: AnyObject {
    /// The access of a user as of now; nil where the user's stream has no events.
    ///
    /// It comes from the row, unless others appended to the stream since that was written: then from the events, and the row is brought up.
    func get(_ user: String) throws(RefoldError) -> UserAccess?

    /// Appends what the aggregate decided and applies each event as one statement to its row, all in the open transaction.
    ///
    /// - Parameter events: what ``EventStamp/events(_:)`` makes of ``UserAccess/pending``.
    /// - Returns: `.conflict` where the stream is not at the version that the aggregate was read at. The row then follows what others
    ///   appended, as an import does, so that what is loaded next is true.
    func save(_ access: UserAccess, as events: [NewEvent]) throws(RefoldError) -> AppendOutcome
}
