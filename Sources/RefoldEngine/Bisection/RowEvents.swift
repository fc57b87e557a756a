import RefoldCore
import RefoldStores
import RefoldValues

/// Reads the events that touch some rows by one of several projections, each alone in a batch: for each row in order of position.
struct RowEvents {
    private let keys: Set<[UInt8]>
    private let projections: [Projection]
    private let events: any EventStore
    private let through: Position
    private let columns: EventColumns
    private let isCancelled: () -> Bool
    private let progress: (Position) -> Void

    /// - Parameters:
    ///   - columns: beside those that the projections read.
    ///   - isCancelled: asked between batches.
    ///   - progress: told after each batch up to which position the events were read.
    init(
        of keys: some Sequence<[UInt8]>, by projections: [Projection], in events: any EventStore, through: Position, columns: EventColumns = [],
        isCancelled: @escaping () -> Bool, progress: @escaping (Position) -> Void = { _ in }
    ) {
        (self.keys, self.projections, self.events, self.through) = (Set(keys), projections, events, through)
        self.columns = projections.reduce(columns) { $0.union($1.eventColumns) }
        (self.isCancelled, self.progress) = (isCancelled, progress)
    }

    /// - Parameter visit: told of an event and the key of the row that it touches.
    func forEach(_ visit: (EventBatch, [UInt8]) throws(RefoldError) -> Void) throws(RefoldError) {
        // Streams are read by their index if they are few; else nobody knows where the events are.
        guard let streams = try streams(), streams.count <= max(Self.fewStreams, Int(through / Self.eventsPerLookup)) else { return try visitScanned(visit) }
        let single = EventBatch(events: 1)
        // The types have the same numbers in all streams: whoever folds the events learns them once.
        var types: [ExactText: UInt32] = [:]
        for (stream, key) in streams {
            try visitStream(stream.text, single, &types) { (batch) throws(RefoldError) in try visit(batch, key) }
        }
    }

    private static let fewStreams = 16
    /// A scan reads about this many events while one stream is looked up.
    private static let eventsPerLookup: Position = 500

    /// The stream of each row; nil if rows are not made of streams, or not of one each.
    private func streams() throws(RefoldError) -> [ExactText: [UInt8]]? {
        var streams: [ExactText: [UInt8]] = [:]
        for projection in projections {
            guard projection.isKeyedByStream else { return nil }
            for key in keys { streams[ExactText(try projection.stream(ofKey: key.span))] = key }
        }
        return streams.count == keys.count ? streams : nil
    }

    private func isRead(_ type: String) -> Bool { projections.contains { $0.handler(for: type) != nil } }

    private func visitStream(
        _ stream: String, _ single: EventBatch, _ types: inout [ExactText: UInt32], _ visit: (EventBatch) throws(RefoldError) -> Void
    ) throws(RefoldError) {
        var numbers = types
        defer { types = numbers }
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

    private func visitScanned(_ visit: (EventBatch, [UInt8]) throws(RefoldError) -> Void) throws(RefoldError) {
        var types: Set<ExactText>? = []
        for projection in projections {
            if let own = projection.eventTypes { types?.formUnion(own.map { ExactText($0) }) } else { types = nil }
        }
        let query = EventQuery(after: 0, through: through, types: types?.sorted().map(\.text), columns: columns)
        let finders = projections.map { RowFinder(of: keys, by: $0, through: through) }
        let single = EventBatch(events: 1)
        try events.forEachBatch(of: query, isCancelled: isCancelled, progress: progress) { (batch) throws(RefoldError) in
            single.typeNames = batch.typeNames
            var found: [(event: Int, key: [UInt8])] = []
            for finder in finders { finder.find(in: batch) { event, key in found.append((event, key)) } }
            if finders.count > 1 { found = Self.once(found) }
            for (index, key) in found {
                single.removeAll()
                single.append(index, of: batch, type: batch[index].type)
                try visit(single, key)
            }
        }
    }

    /// What several projections found, in order, and each but once.
    private static func once(_ found: [(event: Int, key: [UInt8])]) -> [(event: Int, key: [UInt8])] {
        let sorted = found.enumerated().sorted { ($0.element.event, $0.offset) < ($1.element.event, $1.offset) }.map(\.element)
        return sorted.indices.filter { index in
            !sorted[..<index].reversed().prefix { $0.event == sorted[index].event }.contains { $0.key == sorted[index].key }
        }.map { sorted[$0] }
    }
}

/// Finds the events of a batch that touch some rows of a projection.
private struct RowFinder {
    private let keys: Set<[UInt8]>
    /// Most events touch none of the rows.
    private let hashes: Set<UInt64>
    private let projection: Projection
    private let lane: Lane

    init(of keys: Set<[UInt8]>, by projection: Projection, through: Position) {
        (self.keys, self.projection) = (keys, projection)
        hashes = Set(keys.map { $0.span.stableHash })
        lane = Lane(projection, after: 0, through: through, memory: .max, folder: "")
    }

    func find(in batch: EventBatch, _ note: (Int, [UInt8]) -> Void) {
        let prefix: [UInt8]
        switch projection.key {
        case .stream: prefix = []
        case .streamAfter(let own): prefix = own
        case .computed:
            return lane.keys(of: batch) { event, key in
                if case .success(let key?) = key, hashes.contains(key.span.stableHash), keys.contains(key) { note(event, key) }
            }
        }
        let isRead = batch.typeNames.map { projection.handler(for: $0) != nil }
        for event in 0..<batch.count where isRead[Int(batch[event].type)] {
            guard let part = batch.part(of: batch[event].stream, behind: prefix) else { continue }
            let key = batch.withBytes(part) { bytes in hashes.contains(bytes.stableHash) ? bytes.indices.map { bytes[$0] } : nil }
            if let key, keys.contains(key) { note(event, key) }
        }
    }
}
