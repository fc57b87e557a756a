import RefoldCore
import RefoldValues

/// One compiled entry of a handler.
struct FoldEntry: Sendable {
    enum Action: Sendable {
        case change([FoldStep], isSnapshot: Bool)
        case delete
    }

    var tests: ListRange
    var action: Action
}

extension ExpressionProgram {
    /// Applies the entries whose tests hold; each sees the row as changed by the ones before.
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

    private typealias Concerns = @Sendable (borrowing EventView) throws(FoldError) -> Bool

    /// Whether the tests of any entry hold.
    private func concerns(_ early: [ListRange], _ layout: RowLayout) -> Concerns {
        { event throws(FoldError) in
            var row = Row.spare(of: layout)
            for tests in early where try self.holds(tests, event, &row, FoldFrame()) { return true }
            return false
        }
    }

    /// A handler of these entries. One that always changes the row leaves it to the engine to make the row exist.
    ///
    /// - Parameter early: the tests of each entry that need no row; nil if every event needs its key.
    static func handler(
        _ entries: [FoldEntry], early: [ListRange]?, of program: ExpressionProgram, _ layout: RowLayout
    ) -> Projection.Handler {
        if entries.count == 1, entries[0].tests.range.isEmpty, case .change(let steps, let isSnapshot) = entries[0].action {
            return Projection.Handler(appliesAlways: true) { event, row throws(FoldError) in
                try program.run(steps, isSnapshot: isSnapshot, event, &row)
            }
        }
        let concerns = if let early { program.concerns(early, layout) } else { Concerns?.none }
        return Projection.Handler(appliesAlways: false, concerns: concerns) { event, row throws(FoldError) in
            try program.apply(entries, event, &row)
        }
    }
}

extension ExpressionCompiler {
    /// The tests of each entry that ask the event alone; nil if an entry has none, so that it may apply to every event.
    mutating func earlyTests(of entries: [HandlerEntry]) throws(RefoldError) -> [ListRange]? {
        var early: [ListRange] = []
        for entry in entries {
            let tests = entry.when.filter(\.isOfEvent)
            if tests.isEmpty { return nil }
            early.append(try self.tests(tests))
        }
        return early
    }
}

extension RowTest {
    /// Whether it asks nothing of the row.
    var isOfEvent: Bool {
        var isOfEvent = true
        visit { if case .column = $0.form { isOfEvent = false } }
        return isOfEvent
    }

    /// Whether it asks nothing of an item.
    var isOfWholeEvent: Bool {
        var isOfWholeEvent = isOfEvent
        visit { if $0.isOfItem { isOfWholeEvent = false } }
        return isOfWholeEvent
    }
}
