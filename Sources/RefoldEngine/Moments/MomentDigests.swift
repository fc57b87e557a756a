import RefoldCore

/// The digests of the events of a batch, for each set of columns that somebody wants covered.
final class MomentDigests {
    private var digests: [EventDigest]
    private var lists: [[UInt64]]

    init(_ columns: [EventColumns]) {
        digests = Set(columns.map(\.rawValue)).sorted().map { EventDigest(EventColumns(rawValue: $0)) }
        lists = digests.map { _ in [] }
    }

    func digest(_ batch: EventBatch) {
        for index in digests.indices { digests[index].digest(batch, into: &lists[index]) }
    }

    /// The digests of the last batch, over these columns beside those that every scan reads.
    subscript(columns: EventColumns) -> [UInt64] {
        digests.firstIndex { $0.columns == columns }.map { lists[$0] } ?? []
    }
}
