import RefoldStores
import RefoldValues

/// The lock by which one run of a job is at work at a time.
///
/// On PostgreSQL a session holds it. With a lost server it is lost too, and another run may begin: so it is looked at before each step, and
/// taken again before anything more is done.
final class JobLock {
    private let take: () throws(RefoldError) -> any RunLock
    private var lock: (any RunLock)?

    init(_ take: @escaping () throws(RefoldError) -> any RunLock) { self.take = take }

    /// Sees that this run holds the lock.
    ///
    /// - Throws: `.busy` if another run has it; what taking it throws.
    func hold() throws(RefoldError) {
        if let lock, lock.isHeld() { return }
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
    }
}
