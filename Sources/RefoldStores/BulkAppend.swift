import RefoldCore
import RefoldValues

/// The outcome for one event of a bulk append.
public enum BulkOutcome: Hashable, Sendable {
    case appended
    /// An event with this id and content exists already; nothing was written.
    case alreadyThere
    /// An event with this id exists already, with other content.
    case differs(storedAt: Position)
    /// The event's version is not the next one of its stream.
    case versionDoesNotFollow(last: Int64)
    /// The database did not take an event of this batch, the one handed over or one before it, or holds it otherwise than it was written.
    /// Nothing more can be appended in this transaction.
    case refused(event: Int, RefoldError)
}

/// One open bulk transaction: takes events in order.
///
/// If the outcome is neither `appended` nor `alreadyThere`, the caller decides; it ends the transaction by throwing.
public protocol BulkAppend: AnyObject {
    /// Appends an event of a batch that holds ids, metadata and times of recording. Version 0 means the next one of the stream.
    ///
    /// - Parameter comparingRecordedAt: whether the time of recording is compared with that of an existing event of the same id; false if
    ///   the import itself supplied it.
    func append(_ event: Int, of batch: EventBatch, comparingRecordedAt: Bool) throws(RefoldError) -> BulkOutcome
}
