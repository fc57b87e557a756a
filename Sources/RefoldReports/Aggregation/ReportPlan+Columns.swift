import RefoldCore
import RefoldValues

extension ReportPlan {
    /// A block of rows with the columns that the report looks up or works out: these first, then the scanned ones. The block itself if there are none.
    ///
    /// The rows keep their numbers. For rows that `where` leaves out by columns that are known before nothing is worked out; their columns are
    /// null.
    ///
    /// - Parameters:
    ///   - block: its first columns are the scanned ones; further ones are left out.
    ///   - wanted: the numbers of the rows for which columns are worked out, ascending; nil for all.
    /// - Throws: `.failed` if a column cannot be worked out for a row, if the report asks for a moment and was given none, or if it reads further
    ///   read models and was given no rows of them.
    func completed(_ block: RowBlock, only wanted: [Int32]? = nil) throws(RefoldError) -> RowBlock {
        guard moment != nil || !usesMoment else {
            throw RefoldError(.failed, "the report asks for its moment, and none was given", at: .named("report \(name)"))
        }
        guard let derived else { return block }
        guard joined != nil || joins.all.isEmpty else {
            throw RefoldError(.failed, "the report reads further read models, and none of their rows were given", at: .named("report \(name)"))
        }
        var rows = wanted ?? Array(0..<Int32(truncatingIfNeeded: block.count))
        var block = block
        for (stage, filter) in zip(derived.stages, derived.filters) {
            filter.narrow(&rows, of: block)
            block = try stage.complete(block, only: rows, with: joined, for: name)
        }
        return block
    }
}
