import RefoldCore
import RefoldStores

extension Generation {
    /// The generation as a run of a projection leaves it that may bring it forward: its definition is that of the projection.
    ///
    /// - Parameter program: asked only if the program counts.
    func broughtForward(by projection: Projection, _ program: () -> String?) -> Generation {
        var generation = self
        let run = GenerationOrigin(source: projection.source, program: origin.program == nil ? nil : program())
        generation.origin = origin.broughtForward(by: run)
        return generation
    }
}
