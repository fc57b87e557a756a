import RefoldCore
import RefoldStores
import RefoldValues

/// The ranges of a generation one after the other, some of them at a time in memory.
final class ProofReader {
    private let store: any ReadModelStore
    private let generation: Generation
    private var next: Int64
    private var page: [EventRange] = []
    private var index = 0
    private var isAtEnd = false

    private static let rangesPerPage = 16

    /// - Parameter first: the number of the first range wanted.
    init(of generation: Generation, in store: any ReadModelStore, from first: Int64 = 0) {
        self.generation = generation
        self.store = store
        next = first
    }

    func range() throws(RefoldError) -> EventRange? {
        if index == page.count, !isAtEnd {
            page = try store.ranges(of: generation, from: next, limit: Self.rangesPerPage, lists: true)
            index = 0
            isAtEnd = page.count < Self.rangesPerPage
            if let last = page.last {
                // Numbers that do not go up were changed by hand.
                if last.number < next { isAtEnd = true }
                next = last.number + 1
            }
        }
        guard index < page.count else { return nil }
        index += 1
        return page[index - 1]
    }
}
