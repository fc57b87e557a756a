import RefoldCore
import RefoldDefinitions

extension Projection {
    /// Stands in until the compiler of declared projections is there.
    init(_ definition: ProjectionDefinition) throws(RefoldError) {
        throw RefoldError(
            .usage, "declared projections are not in this version yet", at: .definition(file: definition.file, line: nil, path: ""))
    }
}
