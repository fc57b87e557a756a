import RefoldCore
import RefoldStores
import RefoldValues

/// How far a run may read, and which events that can be seen it leaves out for that.
public struct FoldLimits: Sendable {
    /// The position up to which the run reads, and who holds it back.
    public let bound: Bound
    /// Those that at least one of the run's projections reads.
    public let behind: Int64
    private let counts: EventCounts

    private init(_ bound: Bound, _ counts: EventCounts, for projections: [Projection]) {
        self.bound = bound
        self.counts = counts
        var types: [String]? = []
        for projection in projections {
            if let own = projection.eventTypes { types? += own } else { types = nil }
        }
        behind = counts.count(of: types)
    }

    /// What is kept of a run that left events out.
    static let leftOut = RefoldError(
        .incomplete, "events that can be seen were left out, since others may still appear below them", remedy: "run the same command again")

    /// The events left out that a projection reads.
    func behind(_ projection: Projection) -> Int64 { counts.count(of: projection.eventTypes) }

    /// Waits only if the run would leave out something that it is to read.
    ///
    /// - Parameter through: the position that the run was told to stop at: what is past it is not left out.
    static func find(
        for projections: [Projection], through: Position?, in events: any EventStore, _ comparison: StoreComparison, waits: WaitPolicy?
    ) throws(RefoldError) -> FoldLimits {
        let limits = try leftOut(by: comparison.bound, for: projections, through: through, in: events)
        let lacks = limits.behind > 0 || through.map { $0 > limits.bound.position && $0 <= limits.bound.newest } ?? false
        guard let waits, lacks else { return limits }
        let later = try events.bound(remembered: comparison.remembered, waiting: waits)
        return try leftOut(by: later, for: projections, through: through, in: events)
    }

    /// Where a run ends.
    ///
    /// - Parameter through: the position that it was told to stop at; nil for the bound.
    /// - Throws: `.usage` if that is no position that may be read.
    func end(through: Position?, in events: any EventStore) throws(RefoldError) -> Position {
        guard let through else { return bound.position }
        guard through >= 0, through <= bound.position else {
            throw RefoldError(
                .usage, "--through \(through) is no position of \(events.name)", expected: "a position from 0 to \(bound.position)",
                remedy: "name an earlier position, or leave --through out")
        }
        return through
    }

    private static func leftOut(
        by bound: Bound, for projections: [Projection], through: Position?, in events: any EventStore
    ) throws(RefoldError) -> FoldLimits {
        guard through == nil, bound.position < bound.newest else { return FoldLimits(bound, EventCounts(), for: projections) }
        return FoldLimits(bound, try events.eventCounts(after: bound.position, through: bound.newest), for: projections)
    }
}
