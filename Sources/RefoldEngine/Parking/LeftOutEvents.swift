import RefoldCore
import RefoldStores
import RefoldValues

/// The events that projections leave out because a person dropped them.
///
/// A generation that was complete past an event before that was dropped may hold it, if another generation parked it: what is kept with a
/// generation says so, and it goes on as it is.
public struct LeftOutEvents {
    private var positions: [String: Set<Position>] = [:]

    /// - Throws: if the read models or the events cannot be read.
    public init(in store: any ReadModelStore, of projections: Set<String>, _ events: any EventStore) throws(RefoldError) {
        for dropped in try store.dropped() where projections.contains(dropped.projection) {
            // Another store has another event at that position.
            if try events.event(at: dropped.position)?.id ?? dropped.id == dropped.id {
                positions[dropped.projection, default: []].insert(dropped.position)
            }
        }
    }

    /// Those that a new generation of a projection leaves out.
    public subscript(projection: String) -> Set<Position> { positions[projection] ?? [] }

    /// Those that a generation leaves out that is brought forward.
    ///
    /// - Parameter parked: those that wait in it: what is dropped of them is not in its rows.
    public func left(outOf generation: Generation, parked: [ParkedEvent] = []) -> Set<Position> {
        let all = self[generation.projection]
        guard let own = generation.origin.leftOut else { return all }
        let waiting = Set(parked.map(\.position))
        return own.union(all.filter { $0 > generation.position || waiting.contains($0) })
    }

    /// The same for a generation of the projection that is to have the rows of another one.
    func asLeft(outOf generation: Generation) -> LeftOutEvents {
        var events = self
        events.positions[generation.projection] = left(outOf: generation)
        return events
    }
}

extension EventStore {
    /// The event at a position; nil if there is none.
    func event(at position: Position) throws(RefoldError) -> (id: String, stream: String, type: String)? {
        let scan = try scan(EventQuery(after: position - 1, through: position, types: nil, columns: .id))
        let batch = EventBatch(events: 1)
        var hasMore = true
        while hasMore {
            hasMore = try scan.next(into: batch)
            guard batch.count == 0 else { return (batch.text(batch[0].id), batch.text(batch[0].stream), batch.typeNames[Int(batch[0].type)]) }
        }
        return nil
    }
}
