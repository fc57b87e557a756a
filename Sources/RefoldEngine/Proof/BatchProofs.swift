import RefoldCore
import RefoldValues

/// Gives the events of each batch to the proofs of a run; projections whose proofs cover the same columns share the digests.
final class BatchProofs {
    private var groups: [(digest: EventDigest, recorders: [ProofRecorder])] = []
    private var digests: [UInt64] = []

    /// - Parameter recorders: begins another scan for them.
    init(_ recorders: [ProofRecorder]) {
        for recorder in recorders {
            recorder.beginScan()
            if let index = groups.firstIndex(where: { $0.digest.columns == recorder.columns }) {
                groups[index].recorders.append(recorder)
            } else {
                groups.append((EventDigest(recorder.columns), [recorder]))
            }
        }
    }

    /// Takes a batch that was just read.
    func add(_ batch: EventBatch) throws(RefoldError) {
        guard batch.count > 0 else { return }
        for index in groups.indices {
            groups[index].digest.digest(batch, into: &digests)
            for recorder in groups[index].recorders { try recorder.add(batch, digests) }
        }
    }
}
