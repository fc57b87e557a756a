import RefoldValues

/// The tables in which an adapter keeps its catalog, beside the views of the projections.
public enum CatalogTable {
    /// Those that say which generations there are, without which nothing can be brought forward.
    public static let generations = ["refold_generations", "refold_columns", "refold_indexes", "refold_numbers"]

    /// The one that says which event types occur in the event store. It only spares work: a run does without.
    public static let types = "refold_types"

    /// The one that says how the last run for each projection ended. Runs do without it too.
    public static let lastRuns = "refold_last_runs"

    /// The history of runs; made when the first run begins. No read model owns its lines.
    public static let runs = "refold_runs"

    /// Those of events that projections could not take, and of events that they leave out; made when the first one is written.
    public static let parked = "refold_parked"
    /// The events that were left out for good.
    public static let dropped = "refold_dropped"

    /// The one that says how far generations are written that are not complete; made by the first build.
    public static let writing = "refold_writing"

    /// The one that says which form the catalog has.
    public static let form = "refold_catalog"

    /// The one of the events that generations were made from, by ranges of positions; made when the first generation is complete.
    public static let proofs = "refold_proofs"

    /// The one of sealed reports; made when the first one is sealed. No read model owns its lines.
    public static let seals = "refold_seals"

    /// Those of which a projection's lines go when its read model is dropped, beside those of its generations.
    public static let ofReadModels = [lastRuns, parked, dropped, writing, proofs]

    /// All their names, which no view can have.
    public static let names = generations + [types, lastRuns, runs, parked, dropped, writing, proofs, seals, form]

    /// What the views begin with by which PostgreSQL shows the catalog to those who may read a view and nothing else.
    public static let readable = "refold_readable_"

    /// Checks that the view of a projection does not have the name of a catalog table.
    ///
    /// - Throws: `.usage` if it has.
    public static func requireOtherName(than projection: String) throws(RefoldError) {
        guard names.contains(projection) || projection.hasPrefix(readable) else { return }
        throw RefoldError(
            .usage, "a table of the catalog has that name", at: .named("projection \"\(projection)\""),
            expected: "a name other than \(names.joined(separator: ", "))", remedy: "give the projection another name")
    }
}
