import RefoldCore

/// The columns that a report looks up or works out per row, in stages: each adds columns before those of the block that it gets.
struct DerivedColumns: Sendable {
    var stages: [any ColumnStage]
    /// Of a complete block.
    var columns: [ColumnSchema]
    /// For each stage the tests of the report that can be made on the block that it gets: for rows that they leave out nothing is worked out.
    var filters: [RowFilter]
}
