import RefoldTables

/// A chart of a report as its file declares it.
public struct ChartDefinition: Hashable, Sendable {
    public var kind: Chart.Kind
    /// The column along the horizontal axis.
    public var x: LocatedName
    /// What is drawn; at least one.
    public var y: [LocatedName]
    /// The row column each value of which is a series.
    public var series: LocatedName?
    public var isStacked: Bool
    public var title: String?
}
