import RefoldCore
import RefoldProjections

/// The columns that a report works out per row.
struct DerivedColumns: Sendable {
    var program: ColumnProgram
    /// Of a complete block.
    var columns: [ColumnSchema]
    /// The tests of the report that ask columns of the read model alone, on a block as it is read: for rows that they leave out nothing is
    /// worked out.
    var filter: RowFilter
}
