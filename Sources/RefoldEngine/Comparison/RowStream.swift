import Dispatch
import RefoldCore
import RefoldStores
import RefoldValues
import Synchronization

/// The rows of a snapshot in key order, block after block, read by a thread of its own that waits while a block is used.
///
/// So two snapshots can be gone through side by side, each read while the other is. A block belongs to the reading thread until it is taken,
/// and then to the one that took it until that asks for the next.
final class RowStream: @unchecked Sendable {
    private let snapshot: any ReadModelSnapshot
    private let wanted = DispatchSemaphore(value: 0)
    private let ready = DispatchSemaphore(value: 0)
    private let isEnded = Atomic(false)
    private var answer: Result<RowBlock?, RefoldError> = .success(nil)
    private var isAtEnd = false
    private var isBegun = false
    /// Whether a block was asked for that nobody has taken.
    private var isAsked = false

    init(_ snapshot: any ReadModelSnapshot) { self.snapshot = snapshot }

    /// Ends the reading thread if anybody asks no more.
    private static let given = RefoldError(.incomplete, "nobody reads on")

    /// Begins to read the next block, which ends the use of the one before.
    func ask() {
        guard !isAtEnd else { return }
        isAsked = true
        defer { wanted.signal() }
        guard !isBegun else { return }
        isBegun = true
        DispatchQueue(label: "refold.stream").async { [self] in
            wanted.wait()
            do throws(RefoldError) {
                try snapshot.rows(columns: Array(snapshot.generation.schema.allColumns.indices), where: nil, inKeyOrder: true) {
                    block throws(RefoldError) in
                    answer = .success(block)
                    ready.signal()
                    wanted.wait()
                    if isEnded.load(ordering: .acquiring) { throw Self.given }
                }
                answer = .success(nil)
            } catch {
                answer = .failure(error)
            }
            ready.signal()
        }
    }

    /// The block that was asked for; nil after the last one.
    func take() throws(RefoldError) -> RowBlock? {
        guard !isAtEnd else { return nil }
        ready.wait()
        isAsked = false
        guard case .success(let block?) = answer else {
            isAtEnd = true
            return try answer.get()
        }
        return block
    }

    /// Ends the reading, if it has not come to its end. On return nobody uses the snapshot any more.
    func end() {
        guard isBegun, !isAtEnd else { return }
        isAtEnd = true
        if isAsked {
            ready.wait()
            guard case .success(.some) = answer else { return }
        }
        isEnded.store(true, ordering: .releasing)
        wanted.signal()
        ready.wait()
    }
}
