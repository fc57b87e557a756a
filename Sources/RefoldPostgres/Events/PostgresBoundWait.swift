import FoundationEssentials
import Glibc
import RefoldStores
import RefoldValues

/// Waits for the first seen that hold the bound back.
struct PostgresBoundWait {
    private let waits: WaitPolicy
    private let writers: PostgresWriters
    private let store: String

    /// How long, in microseconds, from one look to the next.
    private static let interval: Int64 = 50_000
    /// How long a wait lasts before it is told, at most.
    private static let silence = Duration.seconds(1)

    init(_ waits: WaitPolicy, for writers: PostgresWriters, of store: String) {
        self.waits = waits
        self.writers = writers
        self.store = store
    }

    /// - Parameter isHeld: asked each time some have ended: whether the others still hold the bound back.
    /// - Throws: `.incomplete` if the wait was cancelled.
    func run(
        _ firstSeen: inout PostgresFirstSeen, while isHeld: (inout PostgresFirstSeen) throws(RefoldError) -> Bool
    ) throws(RefoldError) {
        let began = ContinuousClock.now
        var isTold = false
        while true {
            let lasted = began.duration(to: .now)
            guard lasted < waits.limit else { return }
            guard !waits.isCancelled() else { throw interrupted(try writers.described(firstSeen.names.sorted())) }
            if !isTold, lasted >= min(Self.silence, waits.limit / 2) {
                waits.notice(WriteWait(database: store, holders: try writers.described(firstSeen.names.sorted()), limit: waits.limit))
                isTold = true
            }
            usleep(UInt32(Self.interval))
            let known = firstSeen.names
            try firstSeen.look()
            if firstSeen.names != known, try !isHeld(&firstSeen) { return }
        }
    }

    private func interrupted(_ holders: [BoundHolder]) -> RefoldError {
        let names = WriteWait(database: store, holders: holders, limit: waits.limit).names
        return RefoldError(
            .incomplete, "interrupted while it waited for transactions that may still add events below those that can be seen\(names)", at: .named(store),
            remedy: "run the command again; with --wait 0 it does not wait")
    }
}
