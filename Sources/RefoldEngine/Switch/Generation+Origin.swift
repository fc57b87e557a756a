import RefoldCore
import RefoldStores

extension Generation {
    /// The generation as a run of a projection leaves it that may bring it forward: its definition is that of the projection.
    ///
    /// - Parameters:
    ///   - program: asked only if the program counts.
    ///   - leftOut: positions of events that are not in the rows.
    func broughtForward(by projection: Projection, _ program: () -> String?, leavingOut leftOut: Set<Position>) -> Generation {
        var generation = self
        let run = GenerationOrigin(source: projection.source, program: origin.program == nil ? nil : program(), leftOut: leftOut)
        generation.origin = origin.broughtForward(by: run)
        return generation
    }

    /// The positions of the events up to its checkpoint that it leaves out because they were dropped.
    var leftOutUpToCheckpoint: Set<Position> { (origin.leftOut ?? []).filter { $0 <= position } }
}
