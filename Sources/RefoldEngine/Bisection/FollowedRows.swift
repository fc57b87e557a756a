import RefoldCore
import RefoldJSON
import RefoldStores
import RefoldValues

/// What a definition makes of a row up to an event.
public enum RowContent {
    /// Alone in a block, with its computed columns.
    case row(RowBlock)
    /// There is no row: not yet, or it was deleted.
    case none
    /// The definition cannot take an event of the row, for this reason; it has no value of the payload.
    case refused(String)
}

/// Some rows of a projection while their events are folded, one after the other.
final class FollowedRows {
    private let projection: Projection
    private let lane: Lane
    private let parking: Parking
    private var contents: [[UInt8]: RowContent] = [:]

    init(_ side: RowBisection.Side, _ keys: some Sequence<[UInt8]>) {
        projection = side.projection
        // An event that cannot be taken must not stop the other rows.
        parking = Parking(
            budget: ParkingBudget(limit: .max, parked: 0), leftOut: side.leftOut,
            selection: Parking.RowSelection(from: Dictionary(keys.map { ($0, 0) }) { first, _ in first }, anew: []))
        lane = Lane(side.projection, after: 0, through: .max, memory: .max, folder: "", parking: parking)
    }

    /// Folds the next event of a row, alone in a batch. What could not be taken stays so.
    ///
    /// - Parameter touches: what of the event is folded, if it may change several rows, or one several times.
    func fold(_ batch: EventBatch, of key: [UInt8], _ touches: ClosedRange<Int> = 0...Int.max) {
        if projection.spreads { lane.focus = Lane.Focus(key: key, touches: touches) }
        lane.fold(batch)
        if let reason = parking.reason(of: key) ?? lane.failure.map({ projection.reason(of: $0.error) }) {
            contents[key] = .refused(reason)
            return
        }
        do throws(RefoldError) {
            contents[key] = try row(of: key).map { .row($0) } ?? RowContent.none
        } catch {
            // Later events may correct a computed column.
            contents[key] = .refused(projection.reason(of: error))
        }
    }

    /// What an event, alone in a batch, does to a row: the items of its lists, nil for the event as a whole, with the last touch of each.
    func items(of batch: EventBatch, _ key: [UInt8]) -> [(touch: Int, item: ListItem?)] {
        projection.spreads ? lane.items(of: batch, key) : [(.max, nil)]
    }

    /// What the row is now, or why it is not known.
    func content(of key: [UInt8]) -> RowContent { contents[key] ?? .none }

    private func row(of key: [UInt8]) throws(RefoldError) -> RowBlock? {
        let hash = key.span.stableHash
        guard let table = lane.state.tables[lane.state.partition(of: hash)] else { return nil }
        let number = table.row(forKey: key.span, hash: hash).row
        table.markLookedUp(number)
        var row = Row(number, of: table)
        guard row.isPresent else { return nil }
        try projection.complete(&row)
        let block = RowBlock(columnCount: projection.layout.columns.count, capacity: 1024)
        block.append(row)
        return block
    }

    /// The row as values.
    func state(of key: [UInt8]) -> RowBisection.State {
        switch content(of: key) {
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
    func differing(_ one: RowContent, _ other: RowContent) -> [String]? {
        switch (one, other) {
        case (.none, .none), (.refused, .refused): return nil
        case (.row(let from), .row(let to)):
            let names = columns.filter { !$0.isEqual(0, of: from, to: 0, of: to) }.map(\.name)
            return names.isEmpty ? nil : names
        default: return []
        }
    }
}
