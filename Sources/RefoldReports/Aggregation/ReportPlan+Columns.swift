import RefoldCore
import RefoldProjections
import RefoldValues

extension ReportPlan {
    /// A block of rows with the columns that the report works out: these first, then the scanned ones. The block itself if there are none.
    ///
    /// The rows keep their numbers and their keys. For rows that `where` leaves out by columns of the read model nothing is worked out; their
    /// columns are null.
    ///
    /// - Parameters:
    ///   - block: its first columns are the scanned ones; further ones are left out.
    ///   - wanted: the numbers of the rows for which columns are worked out, ascending; nil for all.
    /// - Throws: `.failed` if a column cannot be worked out for a row, or if the report asks for a moment and was given none.
    func completed(_ block: RowBlock, only wanted: [Int32]? = nil) throws(RefoldError) -> RowBlock {
        guard moment != nil || !usesMoment else {
            throw RefoldError(.failed, "the report asks for its moment, and none was given", at: .named("report \(name)"))
        }
        guard let derived else { return block }
        var rows = wanted ?? Array(0..<Int32(truncatingIfNeeded: block.count))
        derived.filter.narrow(&rows, of: block)
        let layout = derived.program.layout
        let completed = RowBlock(columnCount: layout.columns.count, capacity: block.byteCount + block.count * (derived.program.count + 1) * 16)
        guard block.count > 0 else { return completed }
        let table = RowTable(layout)
        table.hold(0, of: block, from: derived.program.count)
        var row = Row(0, of: table)
        var next = 0
        for index in 0..<block.count {
            table.hold(index, of: block, from: derived.program.count)
            if next < rows.count, Int(rows[next]) == index {
                next += 1
                do throws(ColumnProgram.Failure) {
                    try derived.program.run(on: &row)
                } catch {
                    throw failed(derived.columns[error.column].name, error.reason)
                }
            }
            completed.append(row)
        }
        return completed
    }

    private func failed(_ column: String, _ reason: FoldError.Reason) -> RefoldError {
        RefoldError(
            .failed, "the column \"\(column)\" cannot be worked out for a row: \(reason.what)", at: .named("report \(name)"),
            expected: reason.expected, remedy: remedy(for: reason))
    }

    private func remedy(for reason: FoldError.Reason) -> String {
        switch reason {
        case .inexact: "name a rounding in the column: rounding: \"half-even\""
        default: "leave such rows out with where, by a column of the read model"
        }
    }
}
