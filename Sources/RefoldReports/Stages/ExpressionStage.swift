import RefoldCore
import RefoldProjections
import RefoldValues

/// Columns that are worked out from columns of the row.
struct ExpressionStage: ColumnStage {
    var program: ColumnProgram
    /// The names of its columns.
    var names: [String]

    var usesMoment: Bool { program.usesMoment }

    func at(_ moment: Timestamp) -> ExpressionStage { ExpressionStage(program: program.at(moment), names: names) }

    func complete(_ block: RowBlock, only rows: [Int32], with joined: JoinedRows?, for report: String) throws(RefoldError) -> RowBlock {
        let layout = program.layout
        let completed = RowBlock(columnCount: layout.columns.count, capacity: block.byteCount + block.count * (program.count + 1) * 16)
        guard block.count > 0 else { return completed }
        let table = RowTable(layout)
        table.hold(0, of: block, from: program.count)
        var row = Row(0, of: table)
        var next = 0
        for index in 0..<block.count {
            table.hold(index, of: block, from: program.count)
            if next < rows.count, Int(rows[next]) == index {
                next += 1
                do throws(ColumnProgram.Failure) {
                    try program.run(on: &row)
                } catch {
                    throw Self.failed(names[error.column], error.reason, report)
                }
            }
            completed.append(row)
        }
        return completed
    }

    private static func failed(_ column: String, _ reason: FoldError.Reason, _ report: String) -> RefoldError {
        RefoldError(
            .failed, "the column \"\(column)\" cannot be worked out for a row: \(reason.what)", at: .named("report \(report)"),
            expected: reason.expected, remedy: remedy(for: reason))
    }

    private static func remedy(for reason: FoldError.Reason) -> String {
        switch reason {
        case .inexact: "name a rounding in the column: rounding: \"half-even\""
        default: "leave such rows out with where, by a column of the read model"
        }
    }
}
