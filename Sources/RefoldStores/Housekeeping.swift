import RefoldValues
import Synchronization

/// What a store does after its work is committed, such as emptying its log: where that fails, the work is done all the same, and somebody is
/// told of what was left undone.
public final class Housekeeping: Sendable {
    private let tell: @Sendable (Fault) -> Void
    private let told = Mutex<Set<Fault>>([])

    /// - Parameter tell: told of each thing that was left undone, of the same one once.
    public init(_ tell: @escaping @Sendable (Fault) -> Void) { self.tell = tell }

    /// Does what may be left undone.
    ///
    /// - Parameters:
    ///   - what: is undone if it fails, as a clause: `the write-ahead log was not emptied`.
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
