import Foundation
import RefoldStores
import RefoldValues
import Synchronization

/// The locks of runs, and of those who stand back for others.
extension ReadModelStoreContract {
    private static let subject = LockSubject.projection("select")

    static let locks: [ReadModelCheck] = [
        ReadModelCheck("A lock that somebody has is not given to who stands back for others, and afterwards it is") { store in
            for patient in [store, store.keepingSessions()] {
                var held: (any RunLock)? = try store.lock(subject)
                try expect(try patient.lockIfFree(subject) == nil, true, "while it is held")
                try expect(try patient.lockIfFree(.projection("other")) == nil, false, "of another projection")
                withExtendedLifetime(held) {}
                held = nil
                var taken = try patient.lockIfFree(subject)
                try expect(taken == nil, false, "afterwards")
                let refusal = Result { () throws(RefoldError) in try store.lock(subject) }
                guard case .failure(let error) = refusal else { throw RefoldError(.failed, "a lock that is held was given again") }
                try expect(error.status, .busy, "status")
                withExtendedLifetime(taken) {}
                taken = nil
                _ = try store.lock(subject)
            }
        },
        ReadModelCheck("Who waits for a lock gets it beside one who takes it again and again") { store in
            let isDone = FlagOfCheck()
            try Concurrently.run(2) { thread in
                guard thread == 1 else {
                    let patient = store.keepingSessions()
                    while !isDone.isSet {
                        let lock = try patient.lockIfFree(subject)
                        Thread.sleep(forTimeInterval: lock == nil ? 0.001 : 0.02)
                        withExtendedLifetime(lock) {}
                    }
                    return
                }
                defer { isDone.set() }
                for _ in 0..<5 {
                    let lock = try store.lock(subject)
                    Thread.sleep(forTimeInterval: 0.005)
                    withExtendedLifetime(lock) {}
                }
            }
        },
    ]
}

/// A flag that one thread sets and another reads.
private final class FlagOfCheck: Sendable {
    private let flag = Atomic(false)
    var isSet: Bool { flag.load(ordering: .sequentiallyConsistent) }
    func set() { flag.store(true, ordering: .sequentiallyConsistent) }
}
