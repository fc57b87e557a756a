import RefoldCore
import RefoldStores
import RefoldValues

/// By which definition a catch-up brings each projection forward, if a candidate lies beside what is served.
///
/// While a candidate of the present definition waits, after `--review`, a refusal or a rollback, what is served goes on by its own
/// definition, and nothing is switched.
struct CatchUpPlan {
    /// For what is served, or to be built.
    private(set) var projections: [Projection] = []
    /// For the candidates.
    private(set) var candidates: [Projection] = []
    /// What is served by another definition than the present one, and goes on.
    private(set) var goingOn: [Generation] = []
    /// What is served and cannot be brought forward.
    private(set) var held: [(projection: Projection, served: Generation)] = []

    /// - Parameter made: the projection that made a generation, compiled from what is kept with it.
    init(_ present: [Projection], _ generations: [Generation], made: (Generation) -> Projection?) {
        for projection in present {
            let own = generations.filter { $0.projection == projection.name && !$0.isAltered }
            guard let served = own.first(where: { $0.state == .served }), let candidate = own.last(where: { $0.state == .built }) else {
                projections.append(projection)
                continue
            }
            if Self.made(served, projection) {
                projections.append(projection)
                // By other rules it is built anew, in the place of the candidate.
                let maker = Self.made(candidate, projection) ? projection : made(candidate)
                if let maker, !projection.hasOtherRules(than: served) { candidates.append(maker) }
            } else if Self.made(candidate, projection) {
                // By other rules it cannot go on, which is said; a person decided that it waits.
                candidates.append(projection)
                if let maker = made(served), !maker.hasOtherRules(than: served) {
                    projections.append(maker)
                    goingOn.append(served)
                } else {
                    held.append((projection, served))
                }
            } else {
                projections.append(projection)
            }
        }
    }

    /// Whether a generation was made by the definition of a projection, by whatever rules.
    private static func made(_ generation: Generation, _ projection: Projection) -> Bool {
        generation.version == projection.version && !projection.hasChanged(since: generation)
    }

    /// Why what is served stays where it is.
    static func refusal(of served: Generation) -> RefoldError {
        let name = served.projection
        return RefoldError(
            .refused, "generation \(served.number) (version \(served.version)) is served and stays at position \(served.position): \(served.whyHeld)",
            at: .named("projection \"\(name)\""), expected: "what can be brought forward",
            remedy: "serve the present version with refold promote \(name), or build it anew with refold rebuild \(name)")
    }
}

extension Generation {
    /// Why it cannot be brought forward by this program, as a clause.
    public var whyHeld: String {
        switch origin.source {
        case .swift: "it is of another version and written in Swift"
        case nil: "it is of another version, and an earlier version of Refold kept no definition with it"
        case .declared: "what this program makes of the definition that is kept with it is not what made it, or its time zones, currencies or digits changed"
        }
    }
}
