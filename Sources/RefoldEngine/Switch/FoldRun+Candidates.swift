import RefoldCore
import RefoldStores
import RefoldValues

/// Brings candidates forward together with what is served.
extension FoldRun {
    /// Brings the candidate of a projection to the checkpoint of what is served. If it cannot take an event, it stays where it is, and what is
    /// served is not touched by that.
    ///
    /// - Parameters:
    ///   - projection: that which made the candidate.
    ///   - isAlone: whether what is served stands still; the candidate then goes as far as the store may be read.
    ///   - stuck: the number of a candidate that is left where it is.
    /// - Throws: what ends the run.
    func bringCandidate(of projection: Projection, isAlone: Bool, unless stuck: Int64?) throws(RefoldError) {
        let own = try readModels.generations().filter { $0.projection == projection.name }
        guard let candidate = own.last(where: { $0.state == .built }), candidate.version == projection.version,
            !projection.hasChanged(since: candidate), !candidate.isAltered, candidate.number != stuck
        else { return }
        let match = try StoreComparison(of: [candidate], with: events).match(of: candidate)
        guard match != .shorter, match != .other else {
            return notice(.candidateStays(projection: projection.name, generation: candidate.number, at: candidate.position, Self.strange(candidate, to: events.name)))
        }
        var position = own.first { $0.state == .served }?.position ?? 0
        if isAlone { position = max(position, try events.bound(remembered: position).position) }
        do throws(RefoldError) {
            let now = candidate.position < position ? try bring(candidate, of: projection, to: position) : candidate
            notice(.candidateWaits(projection: projection.name, version: now.version, generation: now.number, at: now.position))
        } catch {
            if error.endsRun { throw error }
            notice(.candidateStays(projection: projection.name, generation: candidate.number, at: candidate.position, error))
        }
    }

    private static func strange(_ candidate: Generation, to store: String) -> RefoldError {
        RefoldError(
            .refused, "it was not made from \(store)", at: .named("projection \"\(candidate.projection)\""), expected: "the store that it was made from",
            remedy: "check --store and --read-models; if the store was replaced or restored, run refold rebuild \(candidate.projection)")
    }
}
