import RefoldCore
import RefoldStores
import RefoldValues

/// By which definition a catch-up brings each projection forward, if a candidate lies beside what is served.
///
/// While a candidate of the present definition waits, after `--review`, a refusal or a rollback, what is served goes on by its own
/// definition, and nothing is switched.
struct CatchUpPlan {
    /// For what is served, or to be built.
    var projections: [Projection] = []
    /// For the candidates.
    var candidates: [Projection] = []
    /// What is served by another definition than the present one, and goes on.
    var goingOn: [Generation] = []
    /// What is served and cannot be brought forward.
    var held: [Generation] = []

    init(_ present: [Projection], _ generations: [Generation]) {
        for projection in present {
            let own = generations.filter { $0.projection == projection.name && !$0.isAltered }
            guard let served = own.first(where: { $0.state == .served }), let candidate = own.last(where: { $0.state == .built }) else {
                projections.append(projection)
                continue
            }
            let isCandidates = Self.made(candidate, by: projection)
            if Self.made(served, by: projection) {
                projections.append(projection)
                if let maker = isCandidates ? projection : candidate.keptProjection { candidates.append(maker) }
            } else if isCandidates {
                candidates.append(projection)
                if let maker = served.keptProjection {
                    projections.append(maker)
                    goingOn.append(served)
                } else {
                    held.append(served)
                }
            } else {
                projections.append(projection)
            }
        }
    }

    private static func made(_ generation: Generation, by projection: Projection) -> Bool {
        generation.version == projection.version && !projection.hasChanged(since: generation)
    }

    /// What a person should know, before the run.
    var lines: [String] {
        goingOn.map { served in
            "\(served.projection): goes on with version \(served.version), by the definition that is kept with \(served.title); refold promote \(served.projection) serves the present one"
        }
    }

    /// What is wrong after the run; nil if all that is served could be brought forward.
    var failure: RefoldError? {
        guard !held.isEmpty else { return nil }
        return RefoldError(
            .refused,
            held.map { served in
                Fault(
                    "\(served.title) is served and stays at position \(served.position): \(served.whyHeld)",
                    at: .named("projection \"\(served.projection)\""), expected: "what can be brought forward",
                    remedy: "serve the present version with refold promote \(served.projection), or build it anew with refold rebuild \(served.projection)")
            })
    }
}
