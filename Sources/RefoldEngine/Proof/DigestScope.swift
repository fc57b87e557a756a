import RefoldCore

/// What a proof keeps of the events that a generation was made from.
public enum DigestScope: String, Hashable, Sendable, CaseIterable {
    /// Position and digest of each event, over the columns that its projection reads: what can change a row.
    case events
    /// The same over all columns: also id, metadata and `recorded_at` that the projection does not read.
    case whole
    /// Only counts and digests of ranges, so that a finding names a range.
    case ranges

    /// What the digests of the events of a projection cover beside what every scan reads.
    public func columns(of projection: Projection) -> EventColumns { self == .whole ? .all : projection.eventColumns }
}
