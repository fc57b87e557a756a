import RefoldCore
import RefoldReports
import RefoldStores
import RefoldValues

/// The served rows that a report reads, of one moment and at one position.
struct ServedRows {
    /// Those of the report's own read model.
    var own: any ReadModelSnapshot
    /// Those of the other read models, by name.
    var further: [any ReadModelSnapshot]
    /// The report over the further rows.
    var plan: ReportPlan

    var generation: Generation { own.generation }
    var generations: [Generation] { ([own] + further).map(\.generation) }
    var names: [String] { generations.map(\.projection) }

    /// - Throws: `.incomplete` if the read models stand at different positions; status 1 if one cannot be read.
    init(_ snapshots: [any ReadModelSnapshot], of plan: ReportPlan) throws(RefoldError) {
        own = snapshots[0]
        further = Array(snapshots.dropFirst())
        self.plan = plan
        try requireOnePosition(plan)
        self.plan = try plan.reading(snapshots)
    }

    private func requireOnePosition(_ plan: ReportPlan) throws(RefoldError) {
        let generations = generations
        guard Set(generations.map(\.position)).count > 1 else { return }
        let positions = generations.map { "\"\($0.projection)\" at \(Grouped.text(Int($0.position)))" }.joined(separator: ", ")
        throw RefoldError(
            .incomplete, "its read models stand at different positions: \(positions)", at: .named("report \(plan.name)"),
            expected: "read models that hold the same events", remedy: "run refold catch-up \(names.joined(separator: " "))")
    }
}

extension ReportPlan {
    /// The projections whose read models it reads, its own first, each once.
    var projections: [String] { [projection] + furtherProjections.filter { $0 != projection } }
}

extension ReportManifest.Source {
    /// Of what is served.
    ///
    /// - Parameter snapshot: of a read model beside the report's own, whose events stand in the source itself.
    init(further snapshot: any ReadModelSnapshot) {
        self.init(snapshot.generation)
        events = (try? snapshot.eventsDigest()).flatMap { $0 }.map { .init($0) }
    }

    /// Of rows that were folded up to a position, of a read model beside the report's own.
    init(further projection: Projection, at position: Position, events: EventsDigest?) {
        self.init(projection, at: position)
        self.events = events.map { .init($0) }
    }
}
