import RefoldCore

/// Where the accesses of users are kept on the write side: a table beside the events, brought forward by each event as it is appended.
///
/// Belongs to the transaction that lends it.
public protocol UserAccessRepository: AnyObject {
    /// The access of a user as its row says; nil where there is none.
    func get(_ user: String) throws(RefoldError) -> UserAccess?

    /// Appends the events that the aggregate collected and applies each as one statement to its row, all in the open transaction.
    ///
    /// - Parameter request: what the events are stamped with.
    /// - Returns: `.conflict` where the stream is not at the version of the aggregate. The row then follows what others appended, as an
    ///   import does, so that what is loaded next is true.
    func save(_ access: UserAccess, _ stamp: EventStamp) throws(RefoldError) -> AppendOutcome
}
