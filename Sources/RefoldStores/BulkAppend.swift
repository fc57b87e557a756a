import RefoldCore
import RefoldValues

/// What became of one event of a bulk append.
public enum BulkOutcome: Hashable, Sendable {
    case appended
    /// An event of this id and content was there already; nothing was written.
    case alreadyThere
    /// An event of this id was there already, with other content.
    case differs(storedAt: Position)
    /// The event's version is not the next one of its stream.
    case versionDoesNotFollow(last: Int64)
    /// The database did not take an event of this batch, the one handed over or one before it, or holds it otherwise than it was written.
    /// Nothing more can be appended in this transaction.
    case refused(event: Int, RefoldError)
}

/// The inside of one bulk transaction: takes events in order.
///
/// An outcome other than `appended` and `alreadyThere` leaves the decision to the caller, who ends the transaction by throwing.
public protocol BulkAppend: AnyObject {
    /// Appends an event of a batch that holds ids, metadata and times of recording. A version of 0 stands for the next one of the stream.
    ///
    /// - Parameter comparingRecordedAt: whether the time of recording belongs to the content by which an event of the same id is
    ///   compared; false if the import itself supplied it.
    func append(_ event: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome
}
