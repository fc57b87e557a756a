/// What a report may keep of what grows with its rows: different values, and the values of medians and percentiles.
///
/// Its lines are kept besides. The figures are the same with any.
public struct ReportMemory: Hashable, Sendable {
    /// In bytes, for all measures of the report together.
    public var bytes: Int
    /// The folder of the temporary files that take the rest.
    public var folder: String

    public init(bytes: Int, folder: String) { (self.bytes, self.folder) = (bytes, folder) }

    /// A part of it, for one of so many that are worked out at the same time.
    public func shared(by count: Int) -> ReportMemory { ReportMemory(bytes: bytes / max(count, 1), folder: folder) }

    /// The bytes that measures keep while rows are read. The other half is for sorting, for merging, and for sets of lines.
    var kept: Int { bytes / 2 }
}
