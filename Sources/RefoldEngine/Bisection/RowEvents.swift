import RefoldCore
import RefoldStores
import RefoldValues

/// Reads the events that touch one row by one of several projections, in order of position, each alone in a batch.
struct RowEvents {
    private let key: [UInt8]
    private let projections: [Projection]
    private let events: any EventStore
    private let through: Position
    private let isCancelled: () -> Bool

    init(of key: [UInt8], by projections: [Projection], in events: any EventStore, through: Position, isCancelled: @escaping () -> Bool) {
        (self.key, self.projections, self.events, self.through, self.isCancelled) = (key, projections, events, through, isCancelled)
    }

    func forEach(_ visit: (EventBatch) throws(RefoldError) -> Void) throws(RefoldError) {
        var streams: Set<ExactText>? = []
        for projection in projections {
            if projection.isKeyedByStream { streams?.insert(ExactText(try projection.stream(ofKey: key.span))) } else { streams = nil }
        }
        // One stream is read by its index; else nobody knows where the events are.
        if let streams, streams.count == 1, let stream = streams.first { return try visitStream(stream.text, visit) }
        try visitScanned(visit)
    }

    private func isRead(_ type: String) -> Bool { projections.contains { $0.handler(for: type) != nil } }

    private func visitStream(_ stream: String, _ visit: (EventBatch) throws(RefoldError) -> Void) throws(RefoldError) {
        let single = EventBatch(events: 1)
        var numbers: [ExactText: UInt32] = [:]
        try events.read(stream, through: through) { (stored) throws(RefoldError) in
            if isCancelled() { throw FoldPoints.interrupted }
            guard isRead(stored.event.type) else { return }
            let next = UInt32(truncatingIfNeeded: single.typeNames.count)
            let type = numbers[ExactText(stored.event.type)] ?? next
            if type == next {
                numbers[ExactText(stored.event.type)] = next
                single.typeNames.append(stored.event.type)
            }
            single.removeAll()
            single.append(stored, type: type)
            try visit(single)
        }
    }

    private func visitScanned(_ visit: (EventBatch) throws(RefoldError) -> Void) throws(RefoldError) {
        var positions: Set<Position> = []
        for projection in projections {
            try RowKeys.visit(of: projection, in: events, after: 0, through: through, isCancelled: isCancelled) { [wanted = key] batch, event, key in
                if key == wanted { positions.insert(batch[event].position) }
            }
        }
        guard let first = positions.min(), let last = positions.max() else { return }
        var types: [String]? = []
        for projection in projections {
            if let own = projection.eventTypes { types? += own } else { types = nil }
        }
        let scan = try events.scan(EventQuery(after: first - 1, through: last, types: types?.sortedOnce, columns: .all))
        let (batch, single) = (EventBatch(events: 4096), EventBatch(events: 1))
        var hasMore = true
        while hasMore {
            if isCancelled() { throw FoldPoints.interrupted }
            hasMore = try scan.next(into: batch)
            single.typeNames = batch.typeNames
            for index in 0..<batch.count where positions.contains(batch[index].position) {
                single.removeAll()
                single.append(index, of: batch, type: batch[index].type)
                try visit(single)
            }
        }
    }
}
