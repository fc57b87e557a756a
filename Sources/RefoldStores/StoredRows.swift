import RefoldCore
import RefoldValues

/// Looks up rows that were written by earlier runs.
///
/// Belongs to one thread at a time.
public protocol StoredRows: AnyObject {
    /// Looks up rows by their encoded keys and appends those found to `rows`, with their keys, in any order.
    func load(keys: RowBlock, into rows: RowBlock) throws(RefoldError)
}
