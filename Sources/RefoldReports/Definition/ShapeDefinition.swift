/// Which lines a report shows, and how, as its file says.
public struct ShapeDefinition: Hashable, Sendable {
    /// What the figures of a line must meet for it to be shown.
    public var having: FilterSource?
    /// How many lines are shown; nil for all.
    public var limit: Int?
    /// Whether a line stands for those past the limit.
    public var others = false
    /// The cuts of which each gets its lines, whether rows are in it or not.
    public var fill: [LocatedName] = []
    /// The row columns, from the outermost, after whose lines a subtotal stands.
    public var subtotals: [LocatedName] = []
    /// The row column whose values become columns.
    public var pivot: PivotDefinition?

    /// A report that shows every line for itself.
    public init() {}
}

/// A row column whose values become columns.
public struct PivotDefinition: Hashable, Sendable {
    /// The row column.
    public var column: LocatedName
    /// The values that get columns, as reports print them, null for null; nil for those that occur.
    public var values: [String?]?
    /// Where the pivot stands.
    public var location: DefinitionLocation
}
