import RefoldValues

/// What is kept of the history of runs, so that it is bounded however often something runs.
public enum RunHistory {
    /// How many lines of one kind are kept: of one verb, or one job, or one step of a job.
    public static let linesPerKind = 100
    /// How many lines are kept in all, beside as many that are the last good ones of their kind.
    public static let lines = 2000

    /// The ids of the lines that are kept no longer.
    ///
    /// The newest lines of each kind stay, and beside them the last one of each kind that ended with 0, so that a job that runs once a month
    /// keeps it beside one that runs each minute. What runs stays.
    ///
    /// - Parameter runs: all that are kept, in any order.
    /// - Complexity: O(n log n).
    public static func surplus(of runs: [RunRecord]) -> [String] {
        var (surplus, counts, good, count, kept) = ([String](), [Kind: Int](), Set<Kind>(), 0, 0)
        for run in newestFirst(runs) {
            let kind = Kind(verb: run.verb, job: run.job, step: run.step)
            counts[kind, default: 0] += 1
            count += 1
            let isLastGood = run.status == 0 && good.insert(kind).inserted
            let isWanted = counts[kind, default: 0] <= linesPerKind && count <= lines
            if isWanted || run.state == .running || (isLastGood && kept < 2 * lines) { kept += 1 } else { surplus.append(run.id) }
        }
        return surplus
    }

    /// A list of columns in which those are NULL that ``surplus(of:)`` does not look at: messages may be long.
    public static func brief(_ columns: String) -> String {
        ["events", "row_count", "position", "message"].reduce(columns) { $0.replacing(", " + $1, with: ", NULL") }
    }

    /// Runs by their beginning, the last one first; a run stands after its steps, which began later.
    public static func newestFirst(_ runs: [RunRecord]) -> [RunRecord] {
        runs.sorted { ($1.began.microseconds, $1.id) < ($0.began.microseconds, $0.id) }
    }

    private struct Kind: Hashable {
        var verb: String
        var job: String?
        var step: String?
    }
}
