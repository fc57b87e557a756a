import RefoldEngine
import RefoldValues

/// What is said of a run that leaves out events that can be seen.
extension FoldLimits {
    /// How many, and who keeps them out.
    var sentence: String { sentence(behind) }

    /// The same for some of the events.
    func sentence(_ behind: Int64) -> String {
        return "\(Grouped.text(Int(behind), "event")) that can be seen \(behind == 1 ? "is" : "are") left out, since others may still appear below\(bound.reason)"
    }

    /// The error of a run that is not to leave any out.
    ///
    /// - Parameters:
    ///   - wait: how long it waited.
    ///   - unserved: the projections that are therefore built but not served.
    func failure(in store: String, after wait: Duration, unserved: [String]) -> RefoldError {
        let within = wait > .zero ? " within \(wait.components.seconds) s" : ""
        let remedy = unserved.isEmpty
            ? "run the same command again when they have ended; with --allow-behind it ends with 0"
            : "run the same command again when they have ended; with --allow-behind it serves \(unserved.joined(separator: ", ")) without these events"
        return RefoldError(.incomplete, sentence, at: .named(store), expected: bound.gap == nil ? "an end of these transactions\(within)" : "an event there, or that time to pass", remedy: remedy)
    }
}
