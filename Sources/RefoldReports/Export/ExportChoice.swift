import RefoldCore
import RefoldDefinitions
import RefoldValues

/// What is printed of a read model, as people type it: which rows, which columns, in which order, and how many. Everything if nothing is said.
public struct ExportChoice: Hashable, Sendable {
    /// Tests that rows must meet.
    public var tests: [WhereText] = []
    /// The columns to be printed, in this order; empty for all.
    public var columns: [String] = []
    /// What rows are ordered by, before their key; a `-` before the name descends. Empty for the order of the key.
    public var order: [String] = []
    /// How many rows at most; nil for all.
    public var limit: Int?

    public init() {}

    /// Whether all rows and columns are printed, in the order of the key.
    public var isNone: Bool { self == ExportChoice() }

    /// Resolves it against a read model and finds everything that is wrong.
    ///
    /// - Parameter place: of columns and order, from the name of what says them.
    /// - Throws: `.usage` for a column that there is none of, a test that does not fit its column, and amounts of several currencies that would be
    ///   compared.
    public func plan(
        against schema: ReadModelSchema, at place: (_ name: String) -> Place
    ) throws(RefoldError) -> ExportPlan {
        let definition = ReportDefinition(
            file: "", name: schema.name, title: schema.name, source: nil, period: nil, lookups: [], columns: nil, filter: nil, rows: [], measures: [],
            shape: ShapeDefinition(), order: [], totals: false, checks: [], csv: CSVOptions(), sha256: "", hasAllNames: true)
        let planner = ReportPlanner(definition, schema, [:])
        let plan = planner.export(self, at: place)
        let faults = planner.typedFaults + planner.reader.faults
        guard faults.isEmpty else { throw RefoldError(.usage, faults) }
        return plan
    }
}
