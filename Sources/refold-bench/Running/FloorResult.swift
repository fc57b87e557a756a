import Dispatch
import RefoldCore
import RefoldValues
import Synchronization

/// What a floor, or a contestant from inside, measured.
struct FloorResult {
    /// From the first call of the database to the last.
    var duration: Duration
    /// Something made of every byte that had to be looked at, which keeps the compiler from leaving the reading out.
    var checksum: Int

    /// Seconds, then the checksum.
    var text: String { "\(duration / .seconds(1)) \(checksum)" }

    /// Asks again and again, after 200 times that do not count.
    ///
    /// - Parameter ask: asks for the `round`-th time, and returns something made of the answer.
    static func asking(_ rounds: Int, _ ask: (_ round: Int) throws(RefoldError) -> Int) throws(RefoldError) -> FloorResult {
        var checksum = 0
        for round in 0..<200 { checksum &+= try ask(round) }
        let start = ContinuousClock.now
        for round in 0..<rounds { checksum &+= try ask(round) }
        return FloorResult(duration: .now - start, checksum: checksum)
    }

    /// Does the same on several threads at once, each with a queue of its own: they may wait for a server most of the time, and a shared
    /// pool would run as many as there are cores.
    ///
    /// - Parameter work: what the thread of a number does; returns something made of it.
    static func working(
        threads: Int, _ work: @escaping @Sendable (_ thread: Int) throws(RefoldError) -> Int
    ) throws(RefoldError) -> FloorResult {
        let outcome = Mutex<Result<Int, RefoldError>>(.success(0))
        let start = ContinuousClock.now
        let group = DispatchGroup()
        for thread in 0..<threads {
            DispatchQueue(label: "bench.\(thread)").async(group: group) {
                do throws(RefoldError) {
                    let part = try work(thread)
                    outcome.withLock { $0 = $0.map { $0 + part } }
                } catch {
                    outcome.withLock { $0 = .failure(error) }
                }
            }
        }
        group.wait()
        let duration = ContinuousClock.now - start
        return FloorResult(duration: duration, checksum: try outcome.withLock { $0 }.get())
    }
}
