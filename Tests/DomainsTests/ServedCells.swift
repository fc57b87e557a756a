import RefoldCore
import RefoldStores
import RefoldTesting
import RefoldValues
import Synchronization

/// The rows of a read model as texts.
enum ServedCells {
    static func all(of projection: Projection, in store: any ReadModelStore) throws -> [[String]] {
        guard let snapshot = try store.snapshot(of: projection.name) else { return [] }
        let columns = projection.schema.allColumns
        var rows: [[String]] = []
        try snapshot.rows(columns: Array(columns.indices), where: nil, inKeyOrder: true) { (block) throws(RefoldError) in
            for row in 0..<block.count {
                rows.append(columns.indices.map { column in
                    columns[column].type.isBytes ? block.text(row, column) ?? "" : "\(block.integer(row, column))"
                })
            }
        }
        return rows
    }
}

/// A reader of an empty read model that is written after each of its first answers.
final class RestlessReader: ReadModelReader {
    let name = "restless"
    private let changes: Int
    /// The number of answers that were given before the read model came to rest.
    let asked = Mutex<Int64>(0)

    init(changes: Int) { self.changes = changes }

    private func revision() -> ReadModelRevision {
        ReadModelRevision(generation: 1, position: asked.withLock { $0 }, updatedAt: .first)
    }

    func revision(of model: String) throws(RefoldError) -> ReadModelRevision? { revision() }

    func rows(_ selection: RowSelection, _ values: [CellValue], limit: Int, offset: Int) throws(RefoldError) -> Answer<RowBlock> {
        asked.withLock { if $0 < changes { $0 += 1 } }
        return Answer(RowBlock(columnCount: selection.columns.count, capacity: 64), at: revision())
    }
}
