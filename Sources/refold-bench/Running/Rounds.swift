import Foundation
import RefoldValues

/// The results of a contestant.
struct ContestantResult {
    /// Of the measured runs, in seconds.
    fileprivate(set) var times: [Double] = []
    /// The largest of all runs, in bytes; 0 for a floor.
    fileprivate(set) var peakMemory = 0
    /// Why it did not run.
    fileprivate(set) var failure: String?

    /// The median of the measured times, in seconds; nil if there are none. For an even number, the mean of the middle two.
    var median: Double? {
        guard failure == nil, !times.isEmpty else { return nil }
        let sorted = times.sorted()
        return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
    }
}

/// Runs the contestants of a measure in turn, round after round.
struct Rounds {
    let folder: BenchFolder
    /// The number of measured rounds, after one that is discarded.
    let runs: Int

    /// - Returns: one result per contestant, in their order.
    func run(_ measure: Measure) throws(RefoldError) -> [ContestantResult] {
        var results = measure.contestants.map { _ in ContestantResult() }
        for round in 0...runs {
            for (index, contestant) in measure.contestants.enumerated() where results[index].failure == nil {
                Main.say("  round \(round) of \(runs): \(contestant.title)")
                do throws(RefoldError) {
                    try contestant.prepare()
                    let (seconds, memory) = try time(contestant)
                    if round > 0 { results[index].times.append(seconds) }
                    results[index].peakMemory = max(results[index].peakMemory, memory)
                } catch {
                    results[index].failure = error.description
                }
            }
        }
        for file in measure.leftovers { folder.removeDatabase(file) }
        return results
    }

    private func time(_ contestant: Contestant) throws(RefoldError) -> (seconds: Double, peakMemory: Int) {
        // Writes of the previous contestant must not count for the next one.
        sync()
        var total = (seconds: 0.0, peakMemory: 0)
        for command in contestant.commands {
            let (process, output) = try folder.run(command)
            switch contestant.kind {
            case .program, .floorOfPrograms: total = (total.seconds + process.seconds, max(total.peakMemory, process.peakMemory))
            case .floor, .inside:
                guard let seconds = output().split(separator: " ").first.flatMap({ Double($0) }) else {
                    throw RefoldError(.failed, "the floor printed no time")
                }
                total.seconds += seconds
            }
        }
        return total
    }
}
