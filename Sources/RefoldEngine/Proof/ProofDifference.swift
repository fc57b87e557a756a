import RefoldCore
import RefoldStores
import RefoldValues

/// The events that only one of two generations was made from, or each in another form, by their proofs alone.
struct ProofDifference {
    private let from: Generation
    private let to: Generation
    private let readModels: any ReadModelStore

    init(from: Generation, to: Generation, in readModels: any ReadModelStore) { (self.from, self.to, self.readModels) = (from, to, readModels) }

    /// What became of the events of the first, up to where both are complete.
    ///
    /// - Parameter limit: how many are listed.
    /// - Returns: nil if a proof has digests of ranges only.
    func changes(limit: Int) throws(RefoldError) -> EventChanges? {
        let end = min(from.position, to.position)
        var changes = EventChanges(limit: limit)
        let (old, new) = (Entries(ProofReader(of: from, in: readModels), end), Entries(ProofReader(of: to, in: readModels), end))
        try old.advance()
        try new.advance()
        while old.entry != nil || new.entry != nil {
            let position = min(old.entry?.position ?? .max, new.entry?.position ?? .max)
            let before = old.entry.flatMap { $0.position == position ? $0.digest : nil }
            let after = new.entry.flatMap { $0.position == position ? $0.digest : nil }
            if before != after {
                let isSame = before == nil || after.map { EventDigest.tag(of: $0) } == before.map { EventDigest.tag(of: $0) }
                changes.add(
                    EventChange(
                        kind: before == nil ? .late : after == nil ? .missing : .changed, position: position,
                        place: .named("event at position \(position)"), isOfSameStream: isSame, before: before))
            }
            if before != nil { try old.advance() }
            if after != nil { try new.advance() }
        }
        return old.isWhole && new.isWhole ? changes : nil
    }

    /// The events of a proof one after the other.
    private final class Entries {
        private(set) var entry: EventRange.Entry?
        /// Whether all ranges up to here have lists.
        private(set) var isWhole = true
        private let reader: ProofReader
        private let end: Position
        private var entries: [EventRange.Entry] = []
        private var index = 0

        init(_ reader: ProofReader, _ end: Position) { (self.reader, self.end) = (reader, end) }

        func advance() throws(RefoldError) {
            entry = nil
            while index == entries.count {
                guard isWhole, let range = try reader.range() else { return }
                guard let listed = range.events == 0 ? [] : range.entries else { return isWhole = false }
                (entries, index) = (listed, 0)
            }
            guard entries[index].position <= end else { return }
            entry = entries[index]
            index += 1
        }
    }
}
