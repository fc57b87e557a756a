import RefoldCore
import RefoldStores
import RefoldValues

/// A selection with its values.
public struct AskedRows: Sendable {
    /// The rows that are asked for.
    public var selection: RowSelection
    /// The values that they are compared with, in the order of the selection.
    public var values: [CellValue]

    public init(_ selection: RowSelection, _ values: [CellValue]) {
        self.selection = selection
        self.values = values
    }
}

extension ReadModelReader {
    /// All rows of several selections of one read model, at one revision of it.
    ///
    /// Each selection is read in a snapshot of its own, and all are read again if a run wrote in between.
    ///
    /// - Parameter asked: at least one; all of the same read model.
    /// - Throws: `.failed` if the read model changed at every attempt, and what the reader throws.
    public func together(_ asked: [AskedRows]) throws(RefoldError) -> Answer<[RowBlock]> {
        for _ in 0..<16 {
            var blocks: [RowBlock] = []
            var revisions: Set<ReadModelRevision> = []
            for part in asked {
                let answer = try rows(part.selection, part.values, limit: .max, offset: 0)
                blocks.append(answer.value)
                revisions.insert(answer.revision)
            }
            if let revision = revisions.first, revisions.count == 1 { return Answer(blocks, at: revision) }
        }
        throw RefoldError(
            .failed, "the read model \"\(asked.first?.selection.model ?? "")\" changed while it was read, at every attempt", at: .named(name),
            expected: "a moment in which no run writes it", remedy: "ask again")
    }
}
