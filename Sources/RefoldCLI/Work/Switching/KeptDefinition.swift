import RefoldCore
import RefoldProjections
import RefoldStores
import RefoldValues

extension Generation {
    /// The projection that made it, compiled from the definition that is kept with it.
    ///
    /// - Returns: nil if it is written in Swift, if an earlier version of Refold kept nothing, or if this program reads the definition otherwise.
    var keptProjection: Projection? {
        guard case .declared(let text)? = origin.source,
            let definition = try? ProjectionDefinition.read(text.utf8, file: "the definition kept with generation \(number)"),
            let compiled = try? Projection(definition), compiled.name == projection, compiled.version == version, !compiled.hasChanged(since: self)
        else { return nil }
        return compiled
    }

    /// Why it cannot be brought forward by this program, as a clause.
    var whyHeld: String {
        switch origin.source {
        case .swift: "it is of another version and written in Swift"
        case nil: "it is of another version, and an earlier version of Refold kept no definition with it"
        case .declared: "this program does not read the definition that is kept with it as the one that made it did"
        }
    }

    /// `generation 4 (version 1)`.
    var title: String { "generation \(number) (version \(version))" }
}
