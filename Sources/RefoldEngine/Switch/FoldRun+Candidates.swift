import RefoldCore
import RefoldStores
import RefoldValues

/// Brings candidates forward together with what is served.
extension FoldRun {
    /// Brings the candidate of a projection to the checkpoint of what is served. If it cannot take an event, it stays where it is, and what is
    /// served is not touched by that.
    ///
    /// - Parameter projection: that which made the candidate.
    /// - Throws: `.incomplete` if cancelled; as a store does.
    func bringCandidate(of projection: Projection, isServedHeld: Bool) throws(RefoldError) {
        let own = try readModels.generations().filter { $0.projection == projection.name }
        guard let candidate = own.last(where: { $0.state == .built }), candidate.version == projection.version,
            !projection.hasChanged(since: candidate), !candidate.isAltered
        else { return }
        var position = own.first { $0.state == .served }?.position ?? 0
        if isServedHeld { position = max(position, try events.bound(remembered: position).position) }
        do throws(RefoldError) {
            let now = candidate.position < position ? try bring(candidate, of: projection, to: position) : candidate
            notice(.candidateWaits(projection: projection.name, version: now.version, generation: now.number, at: now.position))
        } catch {
            guard error.status == .failed || error.status == .usage else { throw error }
            notice(.candidateStays(projection: projection.name, generation: candidate.number, at: candidate.position, error))
        }
    }
}
