import RefoldValues

/// The tables in which an adapter keeps its catalog of generations, beside the views of the projections.
public enum CatalogTable {
    /// Their names, which no view can have.
    public static let names = ["refold_generations", "refold_columns", "refold_indexes", "refold_numbers"]

    /// Makes sure that the view of a projection has a name of its own.
    ///
    /// - Throws: `.usage` if a table of the catalog has it.
    public static func requireOtherName(than projection: String) throws(RefoldError) {
        guard names.contains(projection) else { return }
        throw RefoldError(
            .usage, "a table of the catalog has that name", at: .named("projection \"\(projection)\""),
            expected: "a name other than \(names.joined(separator: ", "))", remedy: "give the projection another name")
    }
}
