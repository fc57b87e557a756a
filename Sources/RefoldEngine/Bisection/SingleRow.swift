import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// One row of a projection while its events are folded, one after the other.
final class SingleRow {
    private let projection: Projection
    private let lane: Lane
    private let hash: UInt64
    /// What the row is now, or why it is not known.
    private(set) var content = Content.none

    enum Content {
        /// Alone in a block, with its computed columns.
        case row(RowBlock)
        case none
        case refused(String)
    }

    init(_ side: RowBisection.Side, _ key: [UInt8]) {
        projection = side.projection
        hash = key.span.stableHash
        let parking = Parking(
            budget: ParkingBudget(limit: nil, parked: 0), leftOut: side.leftOut, selection: Parking.RowSelection(from: [key: 0], anew: []))
        lane = Lane(side.projection, after: 0, through: .max, memory: .max, folder: "", parking: parking)
    }

    /// Folds the next event of the row, alone in a batch. What could not be taken stays so.
    func fold(_ batch: EventBatch) {
        lane.fold(batch)
        if let failure = lane.failure {
            content = .refused(projection.reason(of: failure.error))
            return
        }
        do throws(RefoldError) {
            content = try row().map { .row($0) } ?? .none
        } catch {
            // Later events may correct a computed column.
            content = .refused(projection.reason(of: error))
        }
    }

    private func row() throws(RefoldError) -> RowBlock? {
        guard let table = lane.state.tables[lane.state.partition(of: hash)] else { return nil }
        for number in 0..<table.count {
            table.markLookedUp(number)
            var row = Row(number, of: table)
            guard row.isPresent else { continue }
            try projection.complete(&row)
            let block = RowBlock(columnCount: projection.layout.columns.count, capacity: 1024)
            block.append(row)
            return block
        }
        return nil
    }

    /// The row as values.
    var state: RowBisection.State {
        switch content {
        case .none: return .none
        case .refused(let reason): return .refused(reason)
        case .row(let block):
            let columns = projection.schema.columns
            return .row(columns.indices.map { JSONField(columns[$0].name, RowValue.json(block, 0, $0, of: columns)) })
        }
    }
}

/// The columns that two shapes have in common, without the key.
struct SharedColumns {
    private let columns: [ComparedColumn]

    init(_ from: ReadModelSchema, _ to: ReadModelSchema) {
        columns = to.columns.enumerated().compactMap { index, column in
            guard let own = from.columns.firstIndex(where: { $0.name == column.name }) else { return nil }
            return ComparedColumn(column.name, from: (from.columns, own), to: (to.columns, index))
        }
    }

    /// The columns in which two states of a row differ; none of them if only one has a row, or cannot be told. Nil if they are equal.
    func differing(_ one: SingleRow.Content, _ other: SingleRow.Content) -> [String]? {
        switch (one, other) {
        case (.none, .none), (.refused, .refused): return nil
        case (.row(let from), .row(let to)):
            let names = columns.filter { !$0.isEqual(0, of: from, to: 0, of: to) }.map(\.name)
            return names.isEmpty ? nil : names
        default: return []
        }
    }
}
