import RefoldCore

/// One entry of a handler, ready to run.
struct FoldEntry: Sendable {
    enum Action: Sendable {
        case change([FoldStep], isSnapshot: Bool)
        case delete
    }

    var tests: ListRange
    var action: Action
}

extension ExpressionProgram {
    /// Applies the entries whose tests hold, each seeing the row as the ones before left it.
    func apply(_ entries: [FoldEntry], _ event: borrowing EventView, _ row: inout Row) throws(FoldError) {
        for entry in entries {
            guard try holds(entry.tests, event, &row, FoldFrame()) else { continue }
            switch entry.action {
            case .delete: row.delete()
            case .change(let steps, let isSnapshot):
                row.touch()
                try run(steps, isSnapshot: isSnapshot, event, &row)
            }
        }
    }

    /// A handler of these entries. One that always changes the row leaves it to the engine to make the row exist.
    static func handler(_ entries: [FoldEntry], of program: ExpressionProgram) -> Projection.Handler {
        if entries.count == 1, entries[0].tests.range.isEmpty, case .change(let steps, let isSnapshot) = entries[0].action {
            return Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
                try program.run(steps, isSnapshot: isSnapshot, event, &row)
            }
        }
        return Projection.Handler(appliesAlways: false) { event, row throws(FoldError) in try program.apply(entries, event, &row) }
    }
}
