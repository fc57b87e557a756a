import RefoldCore
import RefoldValues

/// Columns that are looked up in other read models, by columns of the row.
struct LookupStage: ColumnStage {
    /// A way to a row of another read model.
    struct Probe: Hashable, Sendable {
        /// Which of the report's lookup sources.
        var source: Int
        /// The columns of a block that give the parts of the key.
        var places: [Int]
    }

    /// A column of the row that was found.
    struct Column: Sendable {
        /// The number of the probe.
        var probe: Int
        /// The place among the source's columns.
        var place: Int
        var isBytes: Bool
    }

    var probes: [Probe]
    var columns: [Column]
    /// The columns of the blocks that it gets.
    var before: [ColumnSchema]

    func complete(_ block: RowBlock, only rows: [Int32], with joined: JoinedRows?, for report: String) throws(RefoldError) -> RowBlock {
        let sources = joined?.lookups ?? []
        // All keys of a block are looked for before the first value is copied.
        let found = probes.map { sources[$0.source].find(rows, of: block, at: $0.places) }
        return block.preceded(by: columns.count, before, only: rows) { whole, _, place in
            for (number, column) in columns.enumerated() {
                let row = Int(found[column.probe][place])
                guard row >= 0 else { continue }
                whole.set(number, to: column.place, of: sources[probes[column.probe].source].values, row, isBytes: column.isBytes)
            }
        }
    }
}
