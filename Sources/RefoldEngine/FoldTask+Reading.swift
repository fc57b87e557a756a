import RefoldCore
import RefoldStores
import RefoldValues

/// What a run asks of a task while it reads.
extension FoldTask {
    /// Looks up the fingerprint at the bound early, because the connection may be lost after hours of reading.
    func lookUpFingerprint() throws(RefoldError) { _ = try fingerprints.fingerprint(at: bound) }

    /// Whether an event could not be folded; no lane is at work.
    var isStopped: Bool { lanes.contains { $0.failure != nil } }
}
