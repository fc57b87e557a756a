import RefoldCore
import RefoldStores
import RefoldValues

/// Compares the events of a store, which come in position order, with the proof of one generation.
final class ProofCheck {
    let projection: Projection
    let generation: Generation
    let columns: EventColumns
    /// Events up to this position are not looked at.
    let after: Position
    private(set) var changes: EventChanges
    /// How many events that the projection reads the store has here.
    private(set) var events: Int64 = 0
    /// Events that the store holds and nobody can read.
    var unreadable: Set<Position> = []
    private let reader: ProofReader
    private var wanted: [Bool] = []
    private var range: EventRange?
    /// The events of the range; nil if only the range is known.
    private var entries: [EventRange.Entry]?
    private var index = 0
    /// What was counted of a range that has no list.
    private var counted: Int64 = 0
    private var digest: UInt64 = 0
    private var start: Position
    /// Whether it is known which types the events had, so that one that was added can be told from one that was never read.
    private let knowsTypes: Bool

    /// - Parameters:
    ///   - knowsTypes: whether the projection reads the types that made the proof.
    ///   - reader: reads from the range that begins past `after`.
    ///   - limit: how many changes are listed.
    init(
        of projection: Projection, _ generation: Generation, columns: EventColumns, _ reader: ProofReader, after: Position, limit: Int,
        knowsTypes: Bool = true
    ) throws(RefoldError) {
        self.projection = projection
        self.generation = generation
        self.columns = columns
        self.reader = reader
        self.after = after
        self.knowsTypes = knowsTypes
        start = after
        changes = EventChanges(limit: limit)
        try advance()
    }

    /// Prepares for batches of another scan, which numbers types anew.
    func beginScan() { wanted = [] }

    /// Takes the events of a batch.
    ///
    /// - Parameter digests: of all events of the batch, over ``columns``.
    func add(_ batch: EventBatch, _ digests: [UInt64]) throws(RefoldError) {
        for name in batch.typeNames[min(wanted.count, batch.typeNames.count)...] {
            wanted.append(!knowsTypes || projection.handler(for: name) != nil)
        }
        for index in 0..<batch.count {
            let head = batch[index]
            guard wanted[Int(head.type)], head.position > after, head.position <= generation.position else { continue }
            if knowsTypes { events += 1 }
            try add(head.position, digests[index]) {
                .event(position: head.position, stream: batch.text(head.stream), type: batch.typeNames[Int(head.type)])
            }
        }
    }

    private func add(_ position: Position, _ digest: UInt64, _ place: () -> Place) throws(RefoldError) {
        while let range {
            guard let entries else {
                if position <= range.last {
                    counted += 1
                    self.digest = EventDigest.adding(digest, to: self.digest)
                    return
                }
                endRange(range)
                try advance()
                continue
            }
            while index < entries.count, entries[index].position < position { isMissing(entries[index]) }
            guard index == entries.count else {
                let entry = entries[index]
                guard entry.position == position else { break }
                index += 1
                if entry.digest != digest {
                    let isSame = EventDigest.tag(of: entry.digest) == EventDigest.tag(of: digest)
                    changes.add(EventChange(kind: .changed, position: position, place: place(), isOfSameStream: isSame, before: entry.digest))
                }
                return
            }
            try advance()
        }
        if knowsTypes { changes.add(EventChange(kind: .late, position: position, place: place())) }
    }

    /// Ends the comparison: what was not met up to the checkpoint is missing.
    func finish() throws(RefoldError) {
        while let range {
            if let entries {
                while index < entries.count { isMissing(entries[index]) }
            } else {
                endRange(range)
            }
            try advance()
        }
    }

    private func isMissing(_ entry: EventRange.Entry) {
        index += 1
        // A run that goes on meanwhile adds to the proof.
        guard entry.position <= generation.position else { return }
        let kind: EventChange.Kind = unreadable.contains(entry.position) ? .changed : .missing
        changes.add(
            EventChange(kind: kind, position: entry.position, place: .named("event at position \(entry.position)"), isOfSameStream: false, before: entry.digest))
    }

    private func endRange(_ range: EventRange) {
        guard knowsTypes, range.last <= generation.position, counted != range.events || digest != range.digest else { return }
        let kind: EventChange.Kind = counted > range.events ? .late : counted < range.events ? .missing : .changed
        changes.add(
            EventChange(kind: kind, position: nil, place: .named("an event at a position from \(start + 1) to \(range.last)"), isOfSameStream: false))
    }

    private func advance() throws(RefoldError) {
        if let range { start = range.last }
        range = try reader.range()
        entries = range.flatMap { $0.events == 0 ? [] : $0.entries }
        (index, counted, digest) = (0, 0, 0)
    }
}
