import RefoldCore
import RefoldStores
import RefoldValues

extension FoldTask {
    /// Goes on with the proof of what is brought forward, from its last range; nil if it has none.
    func continuedProof(_ digests: DigestScope, in folder: String) throws(RefoldError) -> ProofRecorder? {
        guard let served, let last = try store.lastRange(of: served) else { return nil }
        return ProofRecorder(projection, digests, last: last, after: after, through: bound, folder: folder, kept: nil)
    }
}
