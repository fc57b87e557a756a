import RefoldValues
import Synchronization

/// Work that a store does after a commit, such as emptying its log. If it fails, the committed work stands, and a warning is reported.
public final class Housekeeping: Sendable {
    private let tell: @Sendable (Fault) -> Void
    private let told = Mutex<Set<Fault>>([])

    /// - Parameter tell: called with each failure; once for repeated ones.
    public init(_ tell: @escaping @Sendable (Fault) -> Void) { self.tell = tell }

    /// Attempts work that may fail without consequence for the commit.
    ///
    /// - Parameters:
    ///   - what: the consequence of a failure, as a clause: `the write-ahead log was not emptied`.
    ///   - remedy: what to do about it, as an imperative.
    public func attempt(_ what: String, remedy: String, _ body: () throws(RefoldError) -> Void) {
        do throws(RefoldError) {
            try body()
        } catch {
            for fault in error.faults {
                let undone = Fault("the work is done, but \(what): \(fault.what)", at: fault.place, remedy: remedy)
                if told.withLock({ $0.insert(undone).inserted }) { tell(undone) }
            }
        }
    }
}
