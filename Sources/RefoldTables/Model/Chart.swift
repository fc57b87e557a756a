/// A drawing of some columns of a table, for formats that can draw.
public struct Chart: Hashable, Sendable {
    /// How values are drawn.
    public enum Kind: String, CaseIterable, Hashable, Sendable {
        case bar, line, area
    }

    /// How its values are drawn.
    public var kind: Kind
    /// The column along the horizontal axis: any but JSON.
    public var x: String
    /// The columns of numbers that are drawn, in the order of the legend. At least one.
    public var y: [String]
    /// A column each value of which is a series of its own; nil if each column of ``y`` is one. Then ``y`` has one column.
    public var series: String?
    /// Whether the values of the series stand on each other instead of beside or behind each other.
    public var isStacked: Bool
    /// For people; nil or empty for one made of the columns.
    public var title: String?

    /// The title that is shown; nil for one made of the columns.
    var shownTitle: String? { title?.isEmpty == true ? nil : title }

    /// A chart of columns, by their names. Whether a table has these is found when it is drawn.
    public init(_ kind: Kind, x: String, y: [String], series: String? = nil, isStacked: Bool = false, title: String? = nil) {
        (self.kind, self.x, self.y, self.series, self.isStacked, self.title) = (kind, x, y, series, isStacked, title)
    }
}
