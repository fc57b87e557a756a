import RefoldStores
import RefoldValues

/// A lock that a run is to hold as long as it lasts: that of its job, and the one by which others see that it is at work.
///
/// On PostgreSQL a session holds it. With a lost server it is lost too, and another run may take it: so it is looked at again and again, and
/// taken anew before anything more is done.
final class KeptLock {
    private let take: () throws(RefoldError) -> any RunLock
    private var lock: (any RunLock)?

    init(_ take: @escaping () throws(RefoldError) -> any RunLock) { self.take = take }

    /// Sees that this run holds the lock.
    ///
    /// - Returns: whether it had to be taken.
    /// - Throws: `.busy` if another run has it; what taking it throws.
    @discardableResult
    func hold() throws(RefoldError) -> Bool {
        if let lock, lock.isHeld() { return false }
        let wasLost = lock != nil
        // Its session first: the server may not have noticed yet that it is gone.
        lock = nil
        do throws(RefoldError) {
            lock = try take()
        } catch {
            guard wasLost, error.status == .busy else { throw error }
            var error = error
            for index in error.faults.indices { error.faults[index].what = "the lock of this run went with a lost connection, and \(error.faults[index].what)" }
            throw error
        }
        return true
    }

    func release() { lock = nil }
}
