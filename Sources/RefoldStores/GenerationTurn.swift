import RefoldValues

/// What becomes of a projection's other generations when readers are switched over to one.
public enum GenerationTurn: Hashable, Sendable {
    /// What was served becomes previous; this many earlier generations stay.
    case promotion(keeping: Int)
    /// What was served becomes the candidate, in the place of one that waited: at most one waits, so it is clear which one is served next.
    case rollback

    /// How many earlier generations stay if nobody says otherwise.
    public static let usuallyKept = 1

    /// What becomes of the others. For authors of adapters.
    ///
    /// An altered generation is not kept, because the origin of its rows is unknown.
    /// - Parameter others: all generations of the projection but the one that becomes served.
    /// - Returns: those that get another state, with that state, and those to remove.
    public func outcome(for others: [Generation]) -> (changed: [(Generation, Generation.State)], removed: [Generation]) {
        var (changed, removed): ([(Generation, Generation.State)], [Generation]) = ([], [])
        switch self {
        case .rollback:
            for other in others {
                if other.state == .built || other.state == .served && other.isAltered {
                    removed.append(other)
                } else if other.state == .served {
                    changed.append((other, .built))
                }
            }
        case .promotion(let count):
            let earlier = others.filter { !$0.isAltered && ($0.state == .served || $0.state == .previous) }.sorted { $0.number > $1.number }
            let kept = Set(earlier.prefix(max(count, 0)).map(\.number))
            for other in others {
                if !kept.contains(other.number) {
                    removed.append(other)
                } else if other.state == .served {
                    changed.append((other, .previous))
                }
            }
        }
        return (changed, removed)
    }

    /// Refuses to serve what is not whole.
    ///
    /// - Throws: `.failed` for one that is not complete, `.refused` for one whose entry was changed by hand.
    public static func requireServable(_ generation: Generation, in database: String) throws(RefoldError) {
        try generation.requireUnaltered(in: database)
        guard generation.state == .building else { return }
        throw RefoldError(
            .failed, "generation \(generation.number) of \"\(generation.projection)\" is not complete", at: .named(database),
            remedy: "run refold rebuild \(generation.projection)")
    }

    /// The error for a generation whose rows are gone.
    public static func missingTable(of generation: Generation, in database: String) -> RefoldError {
        RefoldError(
            .failed, "the table of generation \(generation.number) of \"\(generation.projection)\" is missing", at: .named(database),
            remedy: "run refold rebuild \(generation.projection)")
    }

    /// The error if other objects stand on the view of a read model that is to go.
    ///
    /// - Parameter dependents: what the database calls them, at least one.
    public static func isNeeded(_ projection: String, by dependents: [String], in database: String) -> RefoldError {
        RefoldError(
            .refused, "\(dependents.joined(separator: ", ")) \(dependents.count == 1 ? "depends" : "depend") on the view of \"\(projection)\"",
            at: .named(database), expected: "a read model that nothing stands on",
            remedy: "drop what depends on it, and run refold drop \(projection) again")
    }
}
