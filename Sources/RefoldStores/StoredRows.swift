import RefoldCore
import RefoldValues

/// Where rows are found that were made before the events at hand.
///
/// Belongs to one thread at a time.
public protocol StoredRows: AnyObject {
    /// Looks up rows by their encoded keys and appends those found to `rows`, with their keys, in any order.
    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError)
}
